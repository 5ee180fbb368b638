package dev.postern.gateway.route;

/**
 * Comparison of literal segments with stretches of a canonical path. An escaped character that RFC 3986 also allows
 * raw in a segment ({@code ! $ & ' ( ) * + , = : @}) counts as that character: the two spellings are different URIs but
 * one file to every backend, and {@code /a%28b%29} must not slip past the rule of {@code /a(b)}. For the same reason a
 * run of slashes counts as one. Allocates nothing.
 */
final class LiteralText {

    private LiteralText() {}

    /** The form that segments have in the tree. */
    static String key(String segment) {
        StringBuilder out = new StringBuilder(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            int raw = segment.charAt(i) == '%' ? raw(segment, i, segment.length()) : -1;
            out.append(raw < 0 ? segment.charAt(i) : (char) raw);
            i += raw < 0 ? 0 : 2;
        }
        return out.toString();
    }

    static int hash(String key) {
        int hash = 0;
        for (int i = 0; i < key.length(); i++) {
            hash = step(hash, key.charAt(i));
        }
        return hash;
    }

    static int step(int hash, int c) {
        return 31 * hash + c;
    }

    /**
     * Where in the path the text's last segment ends; -1 when the path holds something else at {@code from}.
     *
     * @param text segments in their tree form, joined by slashes
     * @param end where the path ends
     */
    static int end(String text, String path, int from, int end) {
        int to = from + text.length();
        if (to > end || !path.startsWith(text, from) || isWithinSlashes(path, to, end)) {
            to = slowEnd(text, path, from, end);
        }
        return to == end || to >= 0 && path.charAt(to) == '/' ? to : -1;
    }

    /** A text that ends in a slash ends where the path's run of slashes does. */
    private static boolean isWithinSlashes(String path, int to, int end) {
        return to < end && path.charAt(to) == '/' && path.charAt(to - 1) == '/';
    }

    private static int slowEnd(String text, String path, int from, int end) {
        int at = from;
        for (int i = 0; i < text.length(); i++) {
            if (at >= end) {
                return -1;
            }
            int c = path.charAt(at);
            if (c == '%') {
                int raw = raw(path, at, end);
                if (raw >= 0) {
                    c = raw;
                    at += 2;
                }
            }
            if (c != text.charAt(i)) {
                return -1;
            }
            at++;
            if (c == '/') {
                while (at < end && path.charAt(at) == '/') {
                    at++;
                }
            }
        }
        return at;
    }

    /** The character that the escape at {@code i} stands for, if it may stand raw in a segment; -1 otherwise. */
    static int raw(String path, int i, int end) {
        if (i + 2 >= end) {
            return -1;
        }
        int value = Character.digit(path.charAt(i + 1), 16) << 4 | Character.digit(path.charAt(i + 2), 16);
        return switch (value) {
            case '!', '$', '&', '\'', '(', ')', '*', '+', ',', '=', ':', '@' -> value;
            default -> -1;
        };
    }
}
