package dev.postern.gateway.route;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link RouteTable} found for one request.
 *
 * @param <R> what a route is to the caller of the table
 */
public final class RouteMatch<R> {

    private static final String[] NO_NAMES = {};

    private final R route;
    private final List<String> allow;
    private final String path;
    private final String[] names;
    private final int[] bounds;

    private RouteMatch(R route, List<String> allow, String path, String[] names, int[] bounds) {
        this.route = route;
        this.allow = allow;
        this.path = path;
        this.names = names;
        this.bounds = bounds;
    }

    static <R> RouteMatch<R> found(Slot<R> slot, String path, int[] bounds) {
        return new RouteMatch<>(slot.route(), List.of(), path, slot.names(), bounds);
    }

    static <R> RouteMatch<R> none(List<String> allow) {
        return new RouteMatch<>(null, allow, "", NO_NAMES, null);
    }

    /** The route; null when none serves the request. */
    public R route() {
        return route;
    }

    /** Where the path exists but not with this method: the methods it has, sorted. Empty otherwise. */
    public List<String> allow() {
        return allow;
    }

    /** The segments that parameters matched, as they stand in the canonical path; in order of the path. */
    public Map<String, String> parameters() {
        if (names.length == 0) {
            return Map.of();
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            parameters.put(names[i], value(i));
        }
        return parameters;
    }

    /** One of {@link #parameters}; null when the route has none of that name. */
    public String parameter(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return value(i);
            }
        }
        return null;
    }

    private String value(int i) {
        return path.substring(bounds[2 * i], bounds[2 * i + 1]);
    }
}
