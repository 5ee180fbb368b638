package dev.postern.gateway.attack;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request as an upstream heard it.
 *
 * @param line the request line
 * @param headers whole lines, in order
 * @param body without its framing
 * @param whole false when the connection ended before the request did
 */
record HeardRequest(String line, List<String> headers, String body, boolean whole) {

    /** What the gateway puts on every request; a case that does not name them leaves them open. */
    private static final List<String> ALWAYS = List.of(
            "host",
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "forwarded",
            "x-request-id");

    /** The same request in the form cases are compared in: header lines sorted, names lower case, those left open removed. */
    String comparable(Set<String> named) {
        List<String> lines = headers.stream()
                .filter(header -> !ALWAYS.contains(name(header)) || named.contains(name(header)))
                .map(header -> name(header) + header.substring(header.indexOf(':')))
                .sorted()
                .toList();
        return line + "\n" + String.join("\n", lines) + "\n\n" + body + (whole ? "" : "<cut>");
    }

    /** The names of those headers, lower case. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        headers.forEach(header -> names.add(name(header)));
        return names;
    }

    private static String name(String header) {
        int colon = header.indexOf(':');
        return header.substring(0, Math.max(0, colon)).toLowerCase(java.util.Locale.ROOT);
    }
}
