package dev.postern.gateway.route;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.HostName;
import dev.postern.gateway.http.MethodRules;
import dev.postern.gateway.route.RouteTree.Seek;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Which route serves a host, a method and a canonical path: the most specific one (SR-17). A route with {@code hosts:}
 * is more specific than one without, an exact host than a wildcard, a longer wildcard than a shorter; then, segment by
 * segment, a literal is more specific than {@code {name}}, and that than {@code {proxy+}}; {@code $default} comes last.
 * A method is more specific than {@code ANY}; HEAD is not implied by GET.
 *
 * <p>Where the most specific path lacks the method, profiles differ. {@code postern}: there is no route (405), so that a
 * guarded path is never served by a weaker sibling. {@code rest-api}: the most specific {@code {proxy+}} that serves the
 * method takes it. {@code http-api}: a full match with the method, then {@code {proxy+}} with the method, then the same
 * two with {@code ANY}, then {@code $default}. Only {@code rest-api} ignores one trailing slash.
 *
 * <p>Immutable once built. The cost of a match depends on the path's length, not on the number of routes; runs of
 * slashes in a path, where a route allows them, match as one.
 *
 * @param <R> what a route is to the caller
 */
public final class RouteTable<R> {

    private final Profile profile;
    private final HostTrees<R> trees;

    private RouteTable(Profile profile, HostTrees<R> trees) {
        this.profile = profile;
        this.trees = trees;
    }

    /** Starts an empty table. */
    public static <R> Builder<R> builder(Profile profile) {
        return new Builder<>(profile);
    }

    /** Whether an entry of {@code hosts:} can match: a host name without port, or one with {@code *.} before it. */
    public static boolean isHost(String text) {
        String name = text.startsWith("*.") ? text.substring(2) : text;
        return HostName.isValid(name) && HostName.port(name) == null && !name.startsWith(".");
    }

    /** Collects routes. */
    public static final class Builder<R> {

        private final Profile profile;
        private final HostTrees.Builder<R> trees = new HostTrees.Builder<>();

        private Builder(Profile profile) {
            this.profile = profile;
        }

        /**
         * Adds a route.
         *
         * @param hosts host names, {@code *.example.com} for sub-domains; empty for every host
         * @return the route that already serves exactly the same requests, which stays; null when there is none
         */
        public R add(RoutePattern pattern, List<String> hosts, R route) {
            R previous = null;
            for (RouteTreeBuilder<R> tree : trees.of(hosts)) {
                R there = tree.add(pattern, route, profile == Profile.REST_API);
                previous = previous == null ? there : previous;
            }
            return previous;
        }

        public RouteTable<R> build() {
            return new RouteTable<>(profile, trees.build());
        }
    }

    /**
     * Finds the route of a request.
     *
     * @param host valid value of {@code Host}, with or without port; null when there was none
     * @param path canonical, without the base path, starting with a slash
     */
    public RouteMatch<R> match(String host, String method, String path) {
        List<RouteTree<R>> tiers = tiers(host);
        int end = end(path);
        for (int i = 0; i < tiers.size(); i++) {
            RouteTree<R> tree = tiers.get(i);
            int[] bounds = tree.bounds();
            switch (profile) {
                case POSTERN -> {
                    Slot<R> served = tree.find(path, end, method, Seek.PATH, bounds);
                    if (served != null) {
                        Slot<R> slot = served.of(method);
                        return slot != null
                                ? RouteMatch.found(slot, path, bounds)
                                : sameTemplate(tiers, i, served, method, path, end);
                    }
                }
                case HTTP_API -> {
                    Slot<R> slot = httpApi(tree, method, path, end, bounds);
                    if (slot != null) {
                        return RouteMatch.found(slot, path, bounds);
                    }
                }
                case REST_API -> {
                    Slot<R> slot = restApi(tree, method, path, end, bounds);
                    if (slot != null) {
                        return RouteMatch.found(slot, path, bounds);
                    }
                }
            }
            if (tree.otherwise() != null) {
                return RouteMatch.found(tree.otherwise(), path, bounds);
            }
        }
        return RouteMatch.none(List.of());
    }

    /** The methods that the most specific path serves, sorted: what a preflight is told. */
    public List<String> methods(String host, String path) {
        TreeSet<String> methods = new TreeSet<>();
        String template = null;
        int end = end(path);
        for (RouteTree<R> tree : tiers(host)) {
            Slot<R> served = tree.find(path, end, null, Seek.PATH, tree.bounds());
            if (served != null && (template == null || template.equals(served.template()))) {
                template = served.template();
                methods.addAll(served.methods());
            } else if (template == null && tree.otherwise() != null) {
                return MethodRules.STANDARD;
            }
        }
        return List.copyOf(methods);
    }

    /** A route for the method on the very same path, but for more hosts; else the methods that there are. */
    private static <R> RouteMatch<R> sameTemplate(
            List<RouteTree<R>> tiers, int found, Slot<R> served, String method, String path, int end) {
        TreeSet<String> allow = new TreeSet<>(served.methods());
        for (int i = found + 1; i < tiers.size(); i++) {
            int[] bounds = tiers.get(i).bounds();
            Slot<R> other = tiers.get(i).find(path, end, method, Seek.PATH, bounds);
            if (other != null && other.template().equals(served.template())) {
                Slot<R> slot = other.of(method);
                if (slot != null) {
                    return RouteMatch.found(slot, path, bounds);
                }
                allow.addAll(other.methods());
            }
        }
        return RouteMatch.none(List.copyOf(allow));
    }

    private static <R> Slot<R> httpApi(RouteTree<R> tree, String method, String path, int end, int[] bounds) {
        Slot<R> served = tree.find(path, end, method, Seek.FULL_EXACT, bounds);
        if (served == null) {
            served = tree.find(path, end, method, Seek.GREEDY_EXACT, bounds);
        }
        if (served != null) {
            return served.exact(method);
        }
        served = tree.find(path, end, method, Seek.FULL_ANY, bounds);
        if (served == null) {
            served = tree.find(path, end, method, Seek.GREEDY_ANY, bounds);
        }
        return served == null ? null : served.any();
    }

    private static <R> Slot<R> restApi(RouteTree<R> tree, String method, String path, int end, int[] bounds) {
        Slot<R> served = tree.find(path, end, method, Seek.PATH, bounds);
        if (served == null || served.of(method) == null) {
            served = tree.find(path, end, method, Seek.GREEDY_SERVING, bounds);
        }
        return served == null ? null : served.of(method);
    }

    private int end(String path) {
        int length = path.length();
        return profile == Profile.REST_API && length > 1 && path.charAt(length - 1) == '/' ? length - 1 : length;
    }

    private List<RouteTree<R>> tiers(String host) {
        if (trees.everyHostOnly() || host == null) {
            return trees.everyHost();
        }
        List<RouteTree<R>> tiers = new ArrayList<>(3);
        trees.collect(HostName.withoutPort(host), tiers);
        return tiers;
    }
}
