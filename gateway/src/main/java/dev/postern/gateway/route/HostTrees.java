package dev.postern.gateway.route;

import dev.postern.gateway.http.HostName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trees by host: exact names, wildcard sub-domains with the longest first, and one for every host. Immutable. */
final class HostTrees<R> {

    private record Wildcard<R>(String suffix, RouteTree<R> tree) {}

    private final Map<String, RouteTree<R>> exact;
    private final List<Wildcard<R>> wildcards;
    private final List<RouteTree<R>> everyHost;

    private HostTrees(Map<String, RouteTree<R>> exact, List<Wildcard<R>> wildcards, RouteTree<R> everyHost) {
        this.exact = exact;
        this.wildcards = wildcards;
        this.everyHost = List.of(everyHost);
    }

    /** Collects the routes by host. */
    static final class Builder<R> {

        private final Map<String, RouteTreeBuilder<R>> exact = new LinkedHashMap<>();
        private final Map<String, RouteTreeBuilder<R>> wildcards = new LinkedHashMap<>();
        private final RouteTreeBuilder<R> everyHost = new RouteTreeBuilder<>();

        /** Where the routes of such {@code hosts:} belong. */
        List<RouteTreeBuilder<R>> of(List<String> hosts) {
            if (hosts.isEmpty()) {
                return List.of(everyHost);
            }
            List<RouteTreeBuilder<R>> trees = new ArrayList<>();
            for (String host : hosts) {
                String name = HostName.withoutPort(host);
                trees.add(
                        name.startsWith("*.")
                                ? wildcards.computeIfAbsent(name.substring(1), key -> new RouteTreeBuilder<>())
                                : exact.computeIfAbsent(name, key -> new RouteTreeBuilder<>()));
            }
            return trees;
        }

        HostTrees<R> build() {
            Map<String, RouteTree<R>> trees = new HashMap<>();
            exact.forEach((name, tree) -> trees.put(name, tree.build()));
            List<Wildcard<R>> suffixes = new ArrayList<>();
            wildcards.forEach((suffix, tree) -> suffixes.add(new Wildcard<>(suffix, tree.build())));
            suffixes.sort(Comparator.comparingInt(
                            (Wildcard<R> wildcard) -> wildcard.suffix().length())
                    .reversed());
            return new HostTrees<>(trees, List.copyOf(suffixes), everyHost.build());
        }
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
        tiers.addAll(everyHost);
    }
}
