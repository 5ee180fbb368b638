package dev.postern.gateway.route;

import dev.postern.gateway.http.MethodRules;
import java.util.ArrayList;
import java.util.List;

/**
 * One route at its place in the tree, and the next one of the same path with another method; {@code ANY} is the last.
 *
 * @param <R> what a route is to the caller of the table
 */
final class Slot<R> {

    private final String method;
    private final R route;
    private final String[] names;
    private final String template;
    private final Slot<R> next;

    /**
     * @param method as in the pattern; null for {@code $default}
     * @param names of the parameters, in the order of the path
     * @param template the path with nameless parameters, equal for equal paths
     */
    Slot(String method, R route, String[] names, String template, Slot<R> next) {
        this.method = method;
        this.route = route;
        this.names = names;
        this.template = template;
        this.next = next;
    }

    R route() {
        return route;
    }

    String[] names() {
        return names;
    }

    String template() {
        return template;
    }

    /** A copy before another list. */
    Slot<R> before(Slot<R> rest) {
        return new Slot<>(method, route, names, template, rest);
    }

    /** The slot of exactly this method, from here on; null when there is none. */
    Slot<R> exact(String wanted) {
        for (Slot<R> slot = this; slot != null; slot = slot.next) {
            if (slot.method.equals(wanted) && !slot.isAny()) {
                return slot;
            }
        }
        return null;
    }

    /** The slot of ANY, from here on; null when there is none. */
    Slot<R> any() {
        for (Slot<R> slot = this; slot != null; slot = slot.next) {
            if (slot.isAny()) {
                return slot;
            }
        }
        return null;
    }

    /** The slot that serves a method: by its name, else as ANY. */
    Slot<R> of(String wanted) {
        for (Slot<R> slot = this; slot != null; slot = slot.next) {
            if (slot.method.equals(wanted) || slot.isAny()) {
                return slot;
            }
        }
        return null;
    }

    /** The methods from here on, not sorted; ANY is the seven of API Gateway. */
    List<String> methods() {
        if (any() != null) {
            return MethodRules.STANDARD;
        }
        List<String> methods = new ArrayList<>();
        for (Slot<R> slot = this; slot != null; slot = slot.next) {
            methods.add(slot.method);
        }
        return methods;
    }

    private boolean isAny() {
        return method.equals(RoutePattern.ANY);
    }
}
