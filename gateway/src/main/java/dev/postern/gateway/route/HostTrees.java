package dev.postern.gateway.route;

import dev.postern.gateway.http.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The trees by host: exact names, wildcard sub-domains with the longest first, and one for every host. */
final class HostTrees<R> {

    private record Wildcard<R>(String suffix, RouteTree<R> tree) {}

    private final Map<String, RouteTree<R>> exact = new HashMap<>();
    private final List<Wildcard<R>> wildcards = new ArrayList<>();
    private final List<RouteTree<R>> everyHost = List.of(new RouteTree<>());

    /** The trees of a route's {@code hosts:}, made where they are missing. */
    List<RouteTree<R>> of(List<String> hosts) {
        if (hosts.isEmpty()) {
            return everyHost;
        }
        List<RouteTree<R>> trees = new ArrayList<>();
        for (String host : hosts) {
            String name = HostName.withoutPort(host);
            trees.add(
                    name.startsWith("*.")
                            ? wildcard(name.substring(1))
                            : exact.computeIfAbsent(name, key -> new RouteTree<>()));
        }
        return trees;
    }

    void sort() {
        wildcards.sort(Comparator.comparingInt(
                        (Wildcard<R> wildcard) -> wildcard.suffix().length())
                .reversed());
    }

    boolean everyHostOnly() {
        return exact.isEmpty() && wildcards.isEmpty();
    }

    List<RouteTree<R>> everyHost() {
        return everyHost;
    }

    /** Adds the trees of a host, most specific first. */
    void collect(String host, List<RouteTree<R>> tiers) {
        RouteTree<R> own = exact.get(host);
        if (own != null) {
            tiers.add(own);
        }
        for (Wildcard<R> wildcard : wildcards) {
            if (host.length() > wildcard.suffix().length() && host.endsWith(wildcard.suffix())) {
                tiers.add(wildcard.tree());
            }
        }
        tiers.add(everyHost.get(0));
    }

    private RouteTree<R> wildcard(String suffix) {
        for (Wildcard<R> wildcard : wildcards) {
            if (wildcard.suffix().equals(suffix)) {
                return wildcard.tree();
            }
        }
        RouteTree<R> tree = new RouteTree<>();
        wildcards.add(new Wildcard<>(suffix, tree));
        return tree;
    }
}
