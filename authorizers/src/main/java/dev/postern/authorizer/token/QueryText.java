package dev.postern.authorizer.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Named parameters in a raw query string, read as forms are (WHATWG URL, {@code application/x-www-form-urlencoded}):
 * split at {@code &} only, {@code +} is a blank, escapes are decoded once. A name matches in every spelling, so that
 * what is taken as a credential is also what is taken out of the query.
 */
public final class QueryText {

    private QueryText() {}

    /** The values of every parameter of this name, in order, decoded; a value that cannot be decoded stays as it is. */
    public static List<String> values(String rawQuery, String name) {
        List<String> values = new ArrayList<>(1);
        int from = 0;
        while (from <= rawQuery.length()) {
            int to = end(rawQuery, from);
            int equals = equalsSign(rawQuery, from, to);
            if (decode(rawQuery.substring(from, equals)).equals(name)) {
                values.add(equals == to ? "" : decode(rawQuery.substring(equals + 1, to)));
            }
            from = to + 1;
        }
        return values;
    }

    /** The query without every parameter of this name; what stays keeps its bytes and order. */
    public static String without(String rawQuery, String name) {
        StringBuilder rest = null;
        boolean first = true;
        int from = 0;
        while (from <= rawQuery.length()) {
            int to = end(rawQuery, from);
            boolean named = decode(rawQuery.substring(from, equalsSign(rawQuery, from, to)))
                    .equals(name);
            if (named && rest == null) {
                rest = new StringBuilder(rawQuery.length()).append(rawQuery, 0, Math.max(0, from - 1));
            } else if (!named) {
                if (rest != null) {
                    rest.append(first ? "" : "&").append(rawQuery, from, to);
                }
                first = false;
            }
            from = to + 1;
        }
        return rest == null ? rawQuery : rest.toString();
    }

    private static int end(String query, int from) {
        int ampersand = query.indexOf('&', from);
        return ampersand < 0 ? query.length() : ampersand;
    }

    private static int equalsSign(String query, int from, int to) {
        int equals = query.indexOf('=', from);
        return equals < 0 || equals > to ? to : equals;
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length() * 3];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 <= text.length() - 1 ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    return text;
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else if (c < 0x80) {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            } else {
                return text;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }
}
