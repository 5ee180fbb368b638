package dev.postern.gateway.route;

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

    private final RouteNode<R> root;
    private final Slot<R> otherwise;
    private final int mostParameters;

    RouteTree(RouteNode<R> root, Slot<R> otherwise, int mostParameters) {
        this.root = root;
        this.otherwise = otherwise;
        this.mostParameters = mostParameters;
    }

    /** The route of {@code $default}; null when there is none. */
    Slot<R> otherwise() {
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
    Slot<R> find(String path, int end, String method, Seek seek, int[] bounds) {
        return find(root, path, 1, end, method, seek, bounds, 0);
    }

    private Slot<R> find(
            RouteNode<R> node, String path, int from, int end, String method, Seek seek, int[] bounds, int parameters) {
        if (from > end) {
            return takesFull(node.here(), method, seek) ? node.here() : null;
        }
        int start = from;
        while (start < end && path.charAt(start) == '/') {
            start++;
        }
        RouteNode<R>[] children = node.children();
        if (children != null) {
            int hash = hash(path, start, end);
            int mask = children.length - 1;
            RouteNode<R> child;
            for (int i = RouteNode.spread(hash) & mask; (child = children[i]) != null; i = i + 1 & mask) {
                int to = child.hash() == hash ? LiteralText.end(child.text(), path, start, end) : -1;
                if (to >= 0) {
                    Slot<R> slots = find(child, path, to + 1, end, method, seek, bounds, parameters);
                    if (slots != null) {
                        return slots;
                    }
                    break;
                }
            }
        }
        if (node.named() != null && start < end) {
            int slash = path.indexOf('/', start);
            int to = slash < 0 || slash > end ? end : slash;
            bounds[2 * parameters] = start;
            bounds[2 * parameters + 1] = to;
            Slot<R> slots = find(node.named(), path, to + 1, end, method, seek, bounds, parameters + 1);
            if (slots != null) {
                return slots;
            }
        }
        if (start < end && takesGreedy(node.greedy(), method, seek)) {
            bounds[2 * parameters] = from;
            bounds[2 * parameters + 1] = end;
            return node.greedy();
        }
        return null;
    }

    /** Of the segment that starts there. */
    private static int hash(String path, int start, int end) {
        int hash = 0;
        for (int i = start; i < end; i++) {
            int c = path.charAt(i);
            if (c == '/') {
                break;
            }
            if (c == '%') {
                int raw = LiteralText.raw(path, i, end);
                if (raw >= 0) {
                    c = raw;
                    i += 2;
                }
            }
            hash = LiteralText.step(hash, c);
        }
        return hash;
    }

    private static <R> boolean takesFull(Slot<R> served, String method, Seek seek) {
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

    private static <R> boolean takesGreedy(Slot<R> served, String method, Seek seek) {
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
