package dev.postern.gateway.observe;

/** The values the {@code method} label may take; a client cannot add one (SR-140). */
final class MethodLabel {

    private static final String[] WORDS = {
        "OTHER", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"
    };

    static final int COUNT = WORDS.length;

    private MethodLabel() {}

    /** Index of a method, 0 for one that is not known or absent. Methods are case-sensitive (RFC 9110 section 9.1). */
    static int index(String method) {
        if (method == null) {
            return 0;
        }
        return switch (method) {
            case "GET" -> 1;
            case "HEAD" -> 2;
            case "POST" -> 3;
            case "PUT" -> 4;
            case "PATCH" -> 5;
            case "DELETE" -> 6;
            case "OPTIONS" -> 7;
            case "TRACE" -> 8;
            case "CONNECT" -> 9;
            default -> 0;
        };
    }

    static String word(int index) {
        return WORDS[index];
    }
}
