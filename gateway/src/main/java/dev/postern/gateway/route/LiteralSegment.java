package dev.postern.gateway.route;

/**
 * Comparison of literal segments with stretches of a canonical path. An escaped character that RFC 3986 also allows
 * raw in a segment ({@code ! $ & ' ( ) * + , = : @}) counts as that character: the two spellings are different URIs but
 * one file to every backend, and {@code /a%28b%29} must not slip past the rule of {@code /a(b)}. Allocates nothing.
 */
final class LiteralSegment {

    private LiteralSegment() {}

    /** The form that keys have. */
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

    /** Whether a key is the segment from {@code from} to {@code to}. */
    static boolean matches(String key, String path, int from, int to) {
        if (key.length() == to - from && path.startsWith(key, from)) {
            return true;
        }
        int at = 0;
        for (int i = from; i < to; i++) {
            int c = path.charAt(i);
            if (c == '%') {
                int raw = raw(path, i, to);
                if (raw >= 0) {
                    c = raw;
                    i += 2;
                }
            }
            if (at == key.length() || key.charAt(at++) != c) {
                return false;
            }
        }
        return at == key.length();
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
