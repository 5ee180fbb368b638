package dev.postern.gateway.http;

/** Absolute-form targets ({@code GET http://host/path}), which only proxies get (RFC 9112 section 3.2.2). */
final class AbsoluteForm {

    private AbsoluteForm() {}

    /** The origin-form of an absolute-form target; null unless its authority equals {@code host} (SR-12, SR-46). */
    static String originForm(String raw, String host) {
        int start;
        String port;
        if (raw.regionMatches(true, 0, "http://", 0, 7)) {
            start = 7;
            port = "80";
        } else if (raw.regionMatches(true, 0, "https://", 0, 8)) {
            start = 8;
            port = "443";
        } else {
            return null;
        }
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
