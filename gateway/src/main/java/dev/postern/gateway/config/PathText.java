package dev.postern.gateway.config;

/** Paths that the configuration writes: absolute and canonical, as the paths of requests are. */
final class PathText {

    private PathText() {}

    /**
     * Why the text is no canonical absolute path (RFC 3986 section 3.3 without escapes, dot segments, empty segments
     * and {@code ;}); null when it is one.
     */
    static String fault(String path) {
        if (!path.startsWith("/")) {
            return "does not start with /";
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "/-._~!$&'()*+,=:@".indexOf(c) < 0) {
                return "has the character '" + c + "'";
            }
        }
        if (path.contains("//")) {
            return "has an empty segment";
        }
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return "has a dot segment";
            }
        }
        return null;
    }

    /** Without a slash at the end; a single slash becomes nothing. */
    static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }
}
