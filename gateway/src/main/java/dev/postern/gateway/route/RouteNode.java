package dev.postern.gateway.route;

/**
 * A place in the compiled tree where paths part. The literal segments that lead here from the parent stand in one text,
 * and the literal children in an open-addressed table that is asked with a stretch of the path: nothing is cut out of
 * the path, and a request touches few objects however many routes there are.
 *
 * @param text literal segments joined by slashes; of children of a table only
 * @param hash of the first of them
 * @param children literal children; null when there are none, a power of two long otherwise
 * @param named the child of any one segment; null when there is none
 * @param here the routes whose path ends here; null when there are none
 * @param greedy the routes that take all the rest from here; null when there are none
 */
record RouteNode<R>(String text, int hash, RouteNode<R>[] children, RouteNode<R> named, Slot<R> here, Slot<R> greedy) {

    static int spread(int hash) {
        return hash ^ hash >>> 16 ^ hash >>> 8;
    }
}
