package dev.postern.gateway.route;

import dev.postern.gateway.http.MethodRules;
import java.util.ArrayList;
import java.util.List;

/**
 * The routes of one path template by method.
 *
 * @param <R> what a route is to the caller of the table
 */
final class Served<R> {

    /** One route and the names its parameters have. */
    record Slot<R>(R route, String[] names) {}

    private final String template;
    private final List<String> methods = new ArrayList<>();
    private final List<Slot<R>> slots = new ArrayList<>();
    private Slot<R> any;

    Served(String template) {
        this.template = template;
    }

    /** The path with nameless parameters: equal for equal paths. */
    String template() {
        return template;
    }

    /** Null, or the slot that was already there. */
    Slot<R> add(String method, Slot<R> slot) {
        Slot<R> previous = exact(method);
        if (previous != null) {
            return previous;
        }
        if (method.equals("ANY")) {
            previous = any;
            any = any == null ? slot : any;
            return previous;
        }
        methods.add(method);
        slots.add(slot);
        return null;
    }

    Slot<R> exact(String method) {
        for (int i = 0; i < methods.size(); i++) {
            if (methods.get(i).equals(method)) {
                return slots.get(i);
            }
        }
        return null;
    }

    Slot<R> any() {
        return any;
    }

    Slot<R> of(String method) {
        Slot<R> slot = exact(method);
        return slot != null ? slot : any;
    }

    /** Not sorted; ANY is the seven of API Gateway. */
    List<String> methods() {
        return any == null ? methods : MethodRules.STANDARD;
    }
}
