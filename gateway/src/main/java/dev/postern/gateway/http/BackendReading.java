package dev.postern.gateway.http;

import java.util.List;

/**
 * The boldest reading a backend may make of a canonical path with {@link PathSpecial specials}: escapes decoded until
 * nothing changes, backslashes taken for slashes, path parameters cut, empty segments dropped. Used to see what a
 * request could turn into behind the gateway, never to route or forward it.
 */
final class BackendReading {

    private BackendReading() {}

    /** Whether that reading holds {@code .} or {@code ..} as a segment (SR-2, SR-6, SR-11). */
    static boolean hasDotSegment(String path) {
        String decoded = decoded(path);
        int segment = 0;
        for (int i = 0; i <= decoded.length(); i++) {
            if (i == decoded.length() || decoded.charAt(i) == '/') {
                int end = cut(decoded, segment, i);
                int length = end - segment;
                if (length == 1 && decoded.charAt(segment) == '.'
                        || length == 2 && decoded.charAt(segment) == '.' && decoded.charAt(segment + 1) == '.') {
                    return true;
                }
                segment = i + 1;
            }
        }
        return false;
    }

    /** That reading as a path, and what is left when parameters are cut before each decoding instead of after all. */
    static List<String> all(String path) {
        String bold = of(path);
        String before;
        String after = path;
        do {
            before = after;
            after = decodedOnce(withoutParameters(before));
        } while (after.length() != before.length());
        String cutFirst = of(after);
        return cutFirst.equals(bold) ? List.of(bold) : List.of(bold, cutFirst);
    }

    private static String withoutParameters(String path) {
        StringBuilder out = new StringBuilder(path.length());
        boolean parameter = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            parameter = c == ';' || parameter && c != '/';
            if (!parameter) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** That reading as a path; what is not allowed raw is escaped again. */
    static String of(String path) {
        String decoded = decoded(path);
        StringBuilder out = new StringBuilder(decoded.length());
        int segment = 0;
        for (int i = 0; i <= decoded.length(); i++) {
            if (i == decoded.length() || decoded.charAt(i) == '/') {
                int end = cut(decoded, segment, i);
                if (end > segment) {
                    out.append('/');
                    for (int j = segment; j < end; j++) {
                        char c = decoded.charAt(j);
                        if (c <= ' ' || c >= 127 || c == '%' || c == '#' || c == '?') {
                            Hex.escape(out, c);
                        } else {
                            out.append(c);
                        }
                    }
                }
                segment = i + 1;
            }
        }
        if (out.length() == 0 || decoded.endsWith("/")) {
            out.append('/');
        }
        return out.toString();
    }

    private static int cut(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == ';' || text.charAt(i) == 0) {
                return i;
            }
        }
        return to;
    }

    /** Each character is one byte, 0 to 255. */
    private static String decoded(String path) {
        String before;
        String after = path;
        do {
            before = after;
            after = decodedOnce(before);
        } while (after.length() != before.length());
        return after.replace('\\', '/');
    }

    private static String decodedOnce(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int value = c == '%' && i + 2 < text.length() ? Hex.pair(text.charAt(i + 1), text.charAt(i + 2)) : -1;
            if (value >= 0) {
                out.append((char) value);
                i += 2;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
