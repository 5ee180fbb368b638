package dev.postern.gateway.http;

import io.vertx.core.MultiMap;
import java.util.List;

/**
 * Headers that end at this hop: the list of RFC 9110 section 7.6.1 with its predecessors' names, and whatever
 * {@code Connection} nominates (SR-30, SR-31).
 */
final class HopByHop {

    /** Without Connection, Upgrade and Transfer-Encoding, which are looked at one by one. */
    static final List<String> NAMES = List.of(
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authentication-Info",
            "Proxy-Authorization",
            "TE",
            "Trailer",
            "Trailers",
            "HTTP2-Settings");

    private HopByHop() {}

    /** Whether a list of tokens holds one, in any case. */
    static boolean holds(String list, String token) {
        int from = 0;
        int length = list.length();
        while (from <= length) {
            int comma = list.indexOf(',', from);
            int to = comma < 0 ? length : comma;
            int start = from;
            while (start < to && isSpace(list.charAt(start))) {
                start++;
            }
            int end = to;
            while (end > start && isSpace(list.charAt(end - 1))) {
                end--;
            }
            if (end - start == token.length() && list.regionMatches(true, start, token, 0, token.length())) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    /** Removes what a {@code Connection} value nominates, except names that {@code kept} wants to stay. */
    static void removeNominated(String connection, MultiMap headers, Kept kept) {
        for (String part : connection.split(",")) {
            String name = part.trim();
            if (!name.isEmpty()
                    && !name.equalsIgnoreCase("close")
                    && !name.equalsIgnoreCase("keep-alive")
                    && !name.equalsIgnoreCase("upgrade")
                    && !kept.test(name)) {
                headers.remove(name);
            }
        }
    }

    /** Which nominated names stay. */
    interface Kept {
        boolean test(String name);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
