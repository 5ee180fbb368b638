package dev.postern.gateway.attack;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * How exactly a case is taken. {@link #OWN} is the letter of the table. {@link #FOREIGN} is for a gateway that never
 * promised our words: what must be refused may be refused with any status from 400 on, by closing or by something that is
 * no answer at all; its own answers may look as it likes; a request may reach the upstream with headers the gateway adds
 * and in other framing. Left as they are: who is let in, what is heard as a request, its target and body, and every header
 * that the client sent or the table names.
 */
public enum Reading {
    OWN,
    FOREIGN;

    /** Made by each gateway as it likes: compared only where a case names them, and never missed. */
    private static final Set<String> MADE = Set.of(
            "x-forwarded-for",
            "x-forwarded-proto",
            "x-forwarded-host",
            "x-forwarded-port",
            "forwarded",
            "x-request-id",
            "host");

    /** Hop-by-hop or framing. */
    private static final Set<String> OF_THE_HOP =
            Set.of("connection", "keep-alive", "content-length", "transfer-encoding");

    /** @param actual 0: closed without an answer, or no HTTP */
    boolean fits(int expected, int actual) {
        return expected == actual || this == FOREIGN && expected >= 400 && (actual == 0 || actual >= 400);
    }

    /** The heard request as {@link HeardRequest#comparable} has it, without what a foreign gateway may add. */
    String comparable(HeardRequest heard, HeardRequest expected, Set<String> sent) {
        Set<String> named = expected == null ? Set.of() : expected.names();
        if (this == OWN) {
            return heard.comparable(named);
        }
        boolean twice = heard.names().containsAll(Set.of("content-length", "transfer-encoding"));
        List<String> headers = heard.headers().stream()
                .filter(header -> {
                    String name = name(header);
                    return !OF_THE_HOP.contains(name)
                            && (named.contains(name) || sent.contains(name) && !MADE.contains(name));
                })
                .toList();
        List<String> missing = expected == null || heard == expected
                ? List.of()
                : expected.headers().stream()
                        .filter(header ->
                                MADE.contains(name(header)) && !heard.names().contains(name(header)))
                        .toList();
        Set<String> all = new TreeSet<>(headers);
        all.addAll(missing);
        return new HeardRequest(heard.line(), List.copyOf(all), heard.body(), heard.whole()).comparable(named)
                + (twice ? "<length and chunks>" : "");
    }

    private static String name(String header) {
        return header.substring(0, Math.max(0, header.indexOf(':'))).toLowerCase(Locale.ROOT);
    }
}
