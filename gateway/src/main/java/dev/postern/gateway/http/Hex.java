package dev.postern.gateway.http;

/** Percent escapes (RFC 3986 section 2.1). */
final class Hex {

    private static final String DIGITS = "0123456789ABCDEF";

    private Hex() {}

    /** The value of two hex digits, or -1. */
    static int pair(char high, char low) {
        int h = digit(high);
        int l = digit(low);
        return h < 0 || l < 0 ? -1 : h << 4 | l;
    }

    /** Appends {@code %XX} in upper case. */
    static void escape(StringBuilder out, int value) {
        out.append('%').append(DIGITS.charAt(value >> 4 & 15)).append(DIGITS.charAt(value & 15));
    }

    private static int digit(char c) {
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        int lower = c | 0x20;
        return lower >= 'a' && lower <= 'f' && c < 128 ? lower - 'a' + 10 : -1;
    }
}
