package dev.postern.gateway.cors;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/** The {@code Vary} header (RFC 9110 section 12.5.5). */
final class Vary {

    private Vary() {}

    /** Adds a name unless it, or {@code *}, is there already; what several lines say becomes one line. */
    static void add(MultiMap response, String name) {
        List<String> lines = response.getAll(HttpHeaders.VARY);
        if (lines.isEmpty()) {
            response.set(HttpHeaders.VARY, name);
            return;
        }
        String all = lines.size() == 1 ? lines.get(0) : String.join(", ", lines);
        if (holds(all, "*") || holds(all, name)) {
            if (lines.size() > 1) {
                response.set(HttpHeaders.VARY, all);
            }
            return;
        }
        response.set(HttpHeaders.VARY, all.isBlank() ? name : all + ", " + name);
    }

    private static boolean holds(String list, String name) {
        for (String member : list.split(",")) {
            if (member.trim().equalsIgnoreCase(name)) {
                return true;
            }
        }
        return false;
    }
}
