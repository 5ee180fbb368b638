package dev.postern.gateway.route;

/**
 * A place in the tree of path segments. Literal children stand in an open-addressed table that is asked with a stretch
 * of the path, so that nothing is cut out of it. Changed only while the table is built.
 */
final class RouteNode<R> {

    private String[] keys = new String[4];
    private Object[] children = new Object[4];
    private int count;
    private RouteNode<R> named;
    private Served<R> here;
    private Served<R> greedy;

    /** The child of any one segment; null when there is none. */
    RouteNode<R> named() {
        return named;
    }

    /** The routes whose path ends here; null when there are none. */
    Served<R> here() {
        return here;
    }

    /** The routes that take all the rest from here; null when there are none. */
    Served<R> greedy() {
        return greedy;
    }

    @SuppressWarnings("unchecked")
    RouteNode<R> literal(int hash, String path, int from, int to) {
        int mask = keys.length - 1;
        int slot = spread(hash) & mask;
        while (keys[slot] != null) {
            if (LiteralSegment.matches(keys[slot], path, from, to)) {
                return (RouteNode<R>) children[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    RouteNode<R> addLiteral(String segment) {
        String key = LiteralSegment.key(segment);
        RouteNode<R> child = literal(LiteralSegment.hash(key), key, 0, key.length());
        if (child == null) {
            child = new RouteNode<>();
            if (++count * 2 > keys.length) {
                grow();
            }
            put(key, child);
        }
        return child;
    }

    RouteNode<R> addNamed() {
        named = named == null ? new RouteNode<>() : named;
        return named;
    }

    Served<R> addHere(String template) {
        here = here == null ? new Served<>(template) : here;
        return here;
    }

    Served<R> addGreedy(String template) {
        greedy = greedy == null ? new Served<>(template) : greedy;
        return greedy;
    }

    private void grow() {
        String[] oldKeys = keys;
        Object[] oldChildren = children;
        keys = new String[oldKeys.length * 2];
        children = new Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                put(oldKeys[i], oldChildren[i]);
            }
        }
    }

    private void put(String key, Object child) {
        int mask = keys.length - 1;
        int slot = spread(LiteralSegment.hash(key)) & mask;
        while (keys[slot] != null) {
            slot = slot + 1 & mask;
        }
        keys[slot] = key;
        children[slot] = child;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 16 ^ hash >>> 8;
    }
}
