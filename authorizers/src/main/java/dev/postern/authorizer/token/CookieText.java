package dev.postern.authorizer.token;

import java.util.ArrayList;
import java.util.List;

/** Named cookies in the value of one {@code Cookie} header (RFC 6265 section 4.2). Names compare exactly. */
public final class CookieText {

    private CookieText() {}

    /** The values of every cookie of this name, in order, as sent. */
    public static List<String> values(String header, String name) {
        List<String> values = new ArrayList<>(1);
        int from = 0;
        while (from <= header.length()) {
            int to = end(header, from);
            int start = skipBlanks(header, from, to);
            if (isNamed(header, start, to, name)) {
                values.add(header.substring(valueStart(header, start, to), to).strip());
            }
            from = to + 1;
        }
        return values;
    }

    /** The header's value without every cookie of this name; empty when nothing is left. */
    public static String without(String header, String name) {
        StringBuilder rest = new StringBuilder(header.length());
        boolean removed = false;
        int from = 0;
        while (from <= header.length()) {
            int to = end(header, from);
            int start = skipBlanks(header, from, to);
            if (isNamed(header, start, to, name)) {
                removed = true;
            } else if (start < to) {
                rest.append(rest.isEmpty() ? "" : "; ").append(header, start, to);
            }
            from = to + 1;
        }
        return removed ? rest.toString() : header;
    }

    private static int end(String header, int from) {
        int semicolon = header.indexOf(';', from);
        return semicolon < 0 ? header.length() : semicolon;
    }

    private static int skipBlanks(String header, int from, int to) {
        int i = from;
        while (i < to && (header.charAt(i) == ' ' || header.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    private static boolean isNamed(String header, int start, int to, String name) {
        int end = header.indexOf('=', start);
        String found = header.substring(start, end < 0 || end > to ? to : end);
        return found.stripTrailing().equals(name);
    }

    private static int valueStart(String header, int start, int to) {
        int equals = header.indexOf('=', start);
        return equals < 0 || equals >= to ? to : equals + 1;
    }
}
