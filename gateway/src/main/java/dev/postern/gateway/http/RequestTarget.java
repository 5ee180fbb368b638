package dev.postern.gateway.http;

import java.util.List;

/**
 * The request target in the one form that is matched, logged, shown to authorizers and sent on (SR-1). Origin-form, or
 * absolute-form whose authority equals {@code Host} (RFC 9112 section 3.2; SR-12); asterisk-form, authority-form and
 * anything else is refused. The path is canonical; the query is kept byte for byte. Immutable.
 *
 * <p>A path may hold {@link #specials}, which the matched route must allow one by one; else the request is refused
 * with {@link Refusal#BAD_TARGET}.
 *
 * <p>In the query everything printable except {@code #} is accepted, so also {@code | { } [ ] ^ ` " < > \}, which RFC
 * 3986 wants escaped and browsers send raw; controls, spaces and non-ASCII are refused (SR-13). Escapes in it are not
 * looked at.
 */
public final class RequestTarget {

    private final TargetFault fault;
    private final String path;
    private final String query;
    private final int specials;
    private final String pathAndQuery;

    private RequestTarget(TargetFault fault, String path, String query, int specials, String pathAndQuery) {
        this.fault = fault;
        this.path = path;
        this.query = query;
        this.specials = specials;
        this.pathAndQuery = pathAndQuery;
    }

    private static RequestTarget refused(TargetFault fault) {
        return new RequestTarget(fault, "", null, 0, "");
    }

    /**
     * Reads the target of a request line.
     *
     * @param raw as received
     * @param host the value of {@code Host}, null when there was none (HTTP/1.0)
     */
    public static RequestTarget parse(String raw, String host) {
        if (raw.startsWith("/")) {
            return originForm(raw);
        }
        if (!AbsoluteForm.is(raw)) {
            return refused(TargetFault.NOT_A_PATH);
        }
        String origin = AbsoluteForm.originForm(raw, host);
        return origin == null ? refused(TargetFault.OTHER_AUTHORITY) : originForm(origin);
    }

    private static RequestTarget originForm(String raw) {
        int mark = raw.indexOf('?');
        int end = mark < 0 ? raw.length() : mark;
        for (int i = end + 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c >= 127 || c == '#') {
                return refused(TargetFault.QUERY_CHARACTER);
            }
        }
        CanonicalPath path = CanonicalPath.of(raw, end);
        if (path.fault() != null) {
            return refused(path.fault());
        }
        String query = mark < 0 ? null : raw.substring(mark + 1);
        boolean unchanged = path.text().length() == end && raw.startsWith(path.text());
        String whole = unchanged ? raw : mark < 0 ? path.text() : path.text() + "?" + query;
        return new RequestTarget(null, path.text(), query, path.specials(), whole);
    }

    /** Why the request cannot go on; null when the target is canonical. */
    public Refusal refusal() {
        return fault == null ? null : Refusal.BAD_TARGET;
    }

    /** The same in more detail. */
    public TargetFault fault() {
        return fault;
    }

    /** The canonical path; empty when refused. */
    public String path() {
        return path;
    }

    /** The query as received, without the question mark; empty when there is none. */
    public String rawQuery() {
        return query == null ? "" : query;
    }

    /** Whether there was a question mark, even with nothing after it. */
    public boolean hasQuery() {
        return query != null;
    }

    /** Bits of {@link PathSpecial} that the path holds; a route has to allow every one of them. */
    public int specials() {
        return specials;
    }

    /** What goes on a request line: the canonical path and the query as received. */
    public String pathAndQuery() {
        return pathAndQuery;
    }

    /**
     * What backends that decode again, cut path parameters or merge slashes could take a canonical path for; empty when
     * it can be read in one way only. A request whose other reading belongs to a route with another authorizer is to be
     * refused: an allowed special must not lead past a guard (SR-6).
     *
     * @param path canonical; the one that is sent
     */
    public static List<String> otherReadings(String path) {
        return BackendReading.all(path);
    }

    /**
     * Makes a rewritten path canonical, which is a fixed point for canonical ones (SR-2).
     *
     * @param path without query
     * @param allowedSpecials bits of {@link PathSpecial}
     * @return null when it cannot be, or holds specials that are not allowed
     */
    public static String canonicalPath(String path, int allowedSpecials) {
        CanonicalPath canonical = CanonicalPath.of(path, path.length());
        return canonical.text() == null || (canonical.specials() & ~allowedSpecials) != 0 ? null : canonical.text();
    }
}
