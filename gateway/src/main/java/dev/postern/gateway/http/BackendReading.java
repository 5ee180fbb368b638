package dev.postern.gateway.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What backends may take a canonical path with {@link PathSpecial specials} for: escapes decoded once or again, before
 * or after path parameters are cut, parameters cut to the next slash or to the end, backslashes taken for slashes, empty
 * segments dropped. Used to see what a request could turn into behind the gateway, never to route or forward it.
 */
final class BackendReading {

    /** How often an escape may hold an escape: bounds the work. {@code %25252F} is as deep as it goes. */
    private static final int DEEPEST = 3;

    private BackendReading() {}

    /** Whether decoding still changes the path after {@value #DEEPEST} times. */
    static boolean isTooDeep(String path) {
        String text = path;
        for (int i = 0; i < DEEPEST; i++) {
            text = decodedOnce(text);
        }
        return decodedOnce(text).length() != text.length();
    }

    /**
     * Whether any reading holds {@code .} or {@code ..} as a segment (SR-2, SR-6, SR-11). Such a segment shows when all
     * is decoded, too: what stands before its first semicolon is the same whenever that is cut.
     */
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

    /** Every reading but the path itself, each once and as a canonical path. Not for paths that are too deep. */
    static List<String> all(String path) {
        Set<String> readings = new LinkedHashSet<>();
        Deque<String> encoded = new ArrayDeque<>(List.of(path, cutToSlash(path), cutToEnd(path)));
        Set<String> forms = new LinkedHashSet<>();
        for (String text : encoded) {
            readings.add(withoutEmptySegments(text));
            forms.add(decodedOnce(text));
        }
        Deque<String> open = new ArrayDeque<>(forms);
        while (!open.isEmpty()) {
            String form = open.poll();
            readings.add(withoutEmptySegments(escaped(form)));
            for (String next : List.of(decodedOnce(form), cutToSlash(form), cutToEnd(form))) {
                if (forms.add(next)) {
                    open.add(next);
                }
            }
        }
        readings.remove(path);
        return new ArrayList<>(readings);
    }

    /** Without path parameters: from a semicolon to the next slash. */
    private static String cutToSlash(String path) {
        if (path.indexOf(';') < 0) {
            return path;
        }
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

    /** As a reader that knows no parameters but at the end of a path, or whose texts end at NUL. */
    private static String cutToEnd(String path) {
        return path.substring(0, cut(path, 0, path.length()));
    }

    /** Decoded bytes as a canonical path: what may not stand raw is escaped, backslashes are slashes. */
    private static String escaped(String bytes) {
        StringBuilder out = new StringBuilder(bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c == '/' || c == '\\') {
                out.append('/');
            } else if (c == ';' || CanonicalPath.mayStandRaw(c)) {
                out.append(c);
            } else {
                Hex.escape(out, c);
            }
        }
        return out.toString();
    }

    private static String withoutEmptySegments(String path) {
        StringBuilder out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || out.length() == 0 || out.charAt(out.length() - 1) != '/') {
                out.append(c);
            }
        }
        return out.length() == 0 ? "/" : out.toString();
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
