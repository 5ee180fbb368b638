package dev.postern.gateway.route;

import java.util.List;

/**
 * The routes of one set of hosts, as a tree of segments. At every segment a literal is tried before {@code {name}}, and
 * that before {@code {proxy+}}; a branch that ends in nothing is left again. Each node is visited at most once.
 */
final class RouteTree<R> {

    /** What a search takes. */
    enum Seek {
        /** The most specific path, whatever its methods. */
        PATH,
        FULL_EXACT,
        GREEDY_EXACT,
        FULL_ANY,
        GREEDY_ANY,
        /** A greedy path that serves the method, by name or as ANY. */
        GREEDY_SERVING
    }

    private final RouteNode<R> root = new RouteNode<>();
    private Served.Slot<R> otherwise;
    private int mostParameters;

    /** Null, or the route that is already there. */
    R add(RoutePattern pattern, R route, boolean ignoreTrailingSlash) {
        Served.Slot<R> slot = new Served.Slot<>(route, pattern.parameterNames().toArray(String[]::new));
        if (pattern.isDefault()) {
            Served.Slot<R> previous = otherwise;
            otherwise = previous == null ? slot : previous;
            return previous == null ? null : previous.route();
        }
        mostParameters = Math.max(mostParameters, slot.names().length);
        List<RoutePattern.Segment> segments = pattern.segments();
        int last = segments.size() - 1;
        if (ignoreTrailingSlash && last > 0 && segments.get(last).text().isEmpty()) {
            last--;
        }
        RouteNode<R> node = root;
        StringBuilder template = new StringBuilder();
        Served<R> served = null;
        for (int i = 0; i <= last; i++) {
            RoutePattern.Segment segment = segments.get(i);
            switch (segment.kind()) {
                case LITERAL -> {
                    template.append('/').append(LiteralSegment.key(segment.text()));
                    node = node.addLiteral(segment.text());
                }
                case NAME -> {
                    template.append("/{}");
                    node = node.addNamed();
                }
                case GREEDY -> served = node.addGreedy(template.append("/{+}").toString());
            }
        }
        if (served == null) {
            served = node.addHere(template.toString());
        }
        Served.Slot<R> previous = served.add(pattern.method(), slot);
        return previous == null ? null : previous.route();
    }

    /** The route of {@code $default}; null when there is none. */
    Served.Slot<R> otherwise() {
        return otherwise;
    }

    /** Room for where the parameters of any route start and end. */
    int[] bounds() {
        return mostParameters == 0 ? null : new int[2 * mostParameters];
    }

    /**
     * Searches the tree.
     *
     * @param end where the path ends; a trailing slash may be left out
     * @param method what {@code seek} compares, not looked at for {@link Seek#PATH}
     * @param bounds filled with the start and end of every parameter of what is found
     */
    Served<R> find(String path, int end, String method, Seek seek, int[] bounds) {
        return find(root, path, 1, end, method, seek, bounds, 0);
    }

    private Served<R> find(
            RouteNode<R> node, String path, int from, int end, String method, Seek seek, int[] bounds, int parameters) {
        if (from > end) {
            return takesFull(node.here(), method, seek) ? node.here() : null;
        }
        int start = from;
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        int hash = 0;
        int to = start;
        while (to < end) {
            int c = path.charAt(to);
            if (c == '/') {
                break;
            }
            if (c == '%') {
                int raw = LiteralSegment.raw(path, to, end);
                if (raw >= 0) {
                    c = raw;
                    to += 2;
                }
            }
            hash = LiteralSegment.step(hash, c);
            to++;
        }
        RouteNode<R> literal = node.literal(hash, path, start, to);
        if (literal != null) {
            Served<R> served = find(literal, path, to + 1, end, method, seek, bounds, parameters);
            if (served != null) {
                return served;
            }
        }
        if (node.named() != null && to > start) {
            bounds[2 * parameters] = start;
            bounds[2 * parameters + 1] = to;
            Served<R> served = find(node.named(), path, to + 1, end, method, seek, bounds, parameters + 1);
            if (served != null) {
                return served;
            }
        }
        if (from < end && takesGreedy(node.greedy(), method, seek)) {
            bounds[2 * parameters] = from;
            bounds[2 * parameters + 1] = end;
            return node.greedy();
        }
        return null;
    }

    private static <R> boolean takesFull(Served<R> served, String method, Seek seek) {
        if (served == null) {
            return false;
        }
        return switch (seek) {
            case PATH -> true;
            case FULL_EXACT -> served.exact(method) != null;
            case FULL_ANY -> served.any() != null;
            case GREEDY_EXACT, GREEDY_ANY, GREEDY_SERVING -> false;
        };
    }

    private static <R> boolean takesGreedy(Served<R> served, String method, Seek seek) {
        if (served == null) {
            return false;
        }
        return switch (seek) {
            case PATH -> true;
            case GREEDY_EXACT -> served.exact(method) != null;
            case GREEDY_ANY -> served.any() != null;
            case GREEDY_SERVING -> served.of(method) != null;
            case FULL_EXACT, FULL_ANY -> false;
        };
    }
}
