package dev.postern.gateway.http;

/** Absolute-form targets ({@code GET http://host/path}), which only proxies get (RFC 9112 section 3.2.2). */
final class AbsoluteForm {

    private AbsoluteForm() {}

    /** Whether a target starts with the http or https scheme. */
    static boolean is(String raw) {
        return raw.regionMatches(true, 0, "http://", 0, 7) || raw.regionMatches(true, 0, "https://", 0, 8);
    }

    /** The origin-form of an absolute-form target; null unless its authority equals {@code host} (SR-12, SR-46). */
    static String originForm(String raw, String host) {
        boolean tls = raw.regionMatches(true, 0, "https", 0, 5);
        int start = tls ? 8 : 7;
        String port = tls ? "443" : "80";
        int end = start;
        while (end < raw.length() && raw.charAt(end) != '/' && raw.charAt(end) != '?') {
            end++;
        }
        String authority = raw.substring(start, end);
        if (host == null
                || !HostName.isValid(authority)
                || !withPort(authority, port).equalsIgnoreCase(withPort(host, port))) {
            return null;
        }
        String rest = raw.substring(end);
        return rest.startsWith("/") ? rest : "/" + rest;
    }

    private static String withPort(String authority, String port) {
        int bracket = authority.indexOf(']');
        return authority.indexOf(':', bracket + 1) < 0 ? authority + ":" + port : authority;
    }
}
