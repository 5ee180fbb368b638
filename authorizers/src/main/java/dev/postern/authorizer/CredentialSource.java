package dev.postern.authorizer;

/**
 * Where a credential stands in a request.
 *
 * @param kind header, query string, cookie or WebSocket subprotocol
 * @param name header names compare without case; the others exactly
 */
public record CredentialSource(Kind kind, String name) {

    /** The part of the request. */
    public enum Kind {
        HEADER,
        QUERY,
        COOKIE,
        /** Behind a marker among the subprotocols that a WebSocket client offers. */
        SUBPROTOCOL
    }

    /** Where bearer tokens stand unless the configuration says otherwise (RFC 6750 section 2.1). */
    public static final CredentialSource AUTHORIZATION = new CredentialSource(Kind.HEADER, "Authorization");

    /**
     * Reads {@code header.X}, {@code querystring.X}, {@code cookie.X} or {@code subprotocol.X}, and Amazon's spellings
     * {@code method.request.header.X}, {@code method.request.querystring.X}, {@code $request.header.X} and
     * {@code $request.querystring.X}.
     *
     * @return the source, or null when the text is none of these
     */
    public static CredentialSource parse(String text) {
        String rest = text;
        if (rest.startsWith("method.request.")) {
            rest = rest.substring("method.request.".length());
        } else if (rest.startsWith("$request.")) {
            rest = rest.substring("$request.".length());
        }
        int dot = rest.indexOf('.');
        if (dot < 1 || dot == rest.length() - 1) {
            return null;
        }
        String name = rest.substring(dot + 1);
        return switch (rest.substring(0, dot)) {
            case "header" -> isToken(name) ? new CredentialSource(Kind.HEADER, name) : null;
            case "querystring" -> new CredentialSource(Kind.QUERY, name);
            case "cookie" -> isToken(name) ? new CredentialSource(Kind.COOKIE, name) : null;
            case "subprotocol" -> isToken(name) ? new CredentialSource(Kind.SUBPROTOCOL, name) : null;
            default -> null;
        };
    }

    /** RFC 9110 section 5.6.2. */
    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return switch (kind) {
            case HEADER -> "header." + name;
            case QUERY -> "querystring." + name;
            case COOKIE -> "cookie." + name;
            case SUBPROTOCOL -> "subprotocol." + name;
        };
    }
}
