package dev.postern.authorizer.token;

import java.util.Arrays;

/**
 * Base64url as RFC 7515 section 2 defines it, and nothing else: no padding, no white space, no standard alphabet, no
 * bits set beyond the last byte. One text has exactly one spelling, so that a token cannot be varied (SR-85).
 */
public final class Base64Url {

    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (int i = 0; i < ALPHABET.length(); i++) {
            VALUES[ALPHABET.charAt(i)] = (byte) i;
        }
    }

    private Base64Url() {}

    /** Decodes a whole text; null when it is not canonical. */
    public static byte[] decode(String text) {
        return decode(text, 0, text.length());
    }

    /** Decodes a part of a text; null when it is not canonical. */
    public static byte[] decode(String text, int from, int to) {
        int length = to - from;
        int rest = length & 3;
        if (rest == 1) {
            return null;
        }
        byte[] bytes = new byte[(length >> 2) * 3 + (rest == 0 ? 0 : rest - 1)];
        int out = 0;
        int bits = 0;
        int held = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int value = c < 128 ? VALUES[c] : -1;
            if (value < 0) {
                return null;
            }
            held = held << 6 | value;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                bytes[out++] = (byte) (held >> bits);
            }
        }
        return (held & (1 << bits) - 1) == 0 ? bytes : null;
    }
}
