package dev.postern.function.event;

import java.nio.charset.StandardCharsets;

/** Percent-decoding of path and query for events. What is no escape stays as it is; bytes that are not UTF-8 become U+FFFD. */
final class EscapedText {

    private EscapedText() {}

    /** A path or a part of it: a plus is a plus. */
    static String path(String text) {
        return decode(text, false);
    }

    /** A name or value of a query: a plus is a blank, as forms write it. */
    static String query(String text) {
        return decode(text, true);
    }

    private static String decode(String text, boolean form) {
        if (text.indexOf('%') < 0 && !(form && text.indexOf('+') >= 0)) {
            return text;
        }
        byte[] from = text.getBytes(StandardCharsets.UTF_8);
        byte[] to = new byte[from.length];
        int length = 0;
        for (int i = 0; i < from.length; i++) {
            int high = from[i] == '%' && i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
            int low = high < 0 ? -1 : Character.digit(from[i + 2], 16);
            if (low >= 0) {
                to[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                to[length++] = form && from[i] == '+' ? (byte) ' ' : from[i];
            }
        }
        return new String(to, 0, length, StandardCharsets.UTF_8);
    }
}
