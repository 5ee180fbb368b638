package dev.postern.gateway.config;

import dev.postern.authorizer.Problems;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks header names that the configuration sets or lists. */
final class HeaderNames {

    /** Framing and connection headers belong to the gateway (RFC 9110 section 7.6.1, RFC 9112 section 6). */
    private static final Set<String> OWN = Set.of(
            "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "content-length",
            "te",
            "trailer",
            "upgrade",
            "expect");

    private HeaderNames() {}

    /** RFC 9110 section 5.6.2. */
    static boolean isToken(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> c >= 'a' && c <= 'z'
                                || c >= 'A' && c <= 'Z'
                                || c >= '0' && c <= '9'
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }

    /**
     * Checks names that are set: tokens, not the gateway's own, and no two of which a backend could take for one
     * another (case, and {@code _} for {@code -}: SR-28, SR-29).
     */
    static void check(Map<String, String> headers, Problems problems, String path) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String name : headers.keySet()) {
            String at = path + "." + name;
            String folded = name.toLowerCase(Locale.ROOT).replace('_', '-');
            String twin = seen.putIfAbsent(folded, name);
            if (!isToken(name)) {
                problems.unknownKey(at, "'" + name + "' is not a header name", "write letters, digits and -");
            } else if (OWN.contains(folded)) {
                problems.unknownKey(at, "'" + name + "' is set by the gateway itself", "remove it");
            } else if (twin != null) {
                problems.unknownKey(at, "'" + name + "' is the same header as '" + twin + "'", "keep one of them");
            }
        }
    }
}
