package dev.postern.gateway.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Header names looked up the way careless backends compare them: case folded, every character that is not a letter or
 * a digit taken for {@code -}, runs of it as one, leading and trailing ones dropped (SR-28). So {@code X-User},
 * {@code x_user}, {@code _X-User_}, {@code X.User} and {@code X--User} are one name. Immutable; looking up allocates
 * nothing.
 *
 * @param <V> what a name stands for
 */
public final class FoldedNames<V> {

    private final String[] names;
    private final Object[] values;
    private final int mask;

    private FoldedNames(Map<String, V> folded) {
        int size = Integer.highestOneBit(Math.max(4, folded.size() * 4));
        names = new String[size];
        values = new Object[size];
        mask = size - 1;
        folded.forEach((name, value) -> {
            int slot = spread(hash(name)) & mask;
            while (names[slot] != null) {
                slot = slot + 1 & mask;
            }
            names[slot] = name;
            values[slot] = value;
        });
    }

    /** Where two names fold to the same, the later one counts. */
    public static <V> FoldedNames<V> of(Map<String, V> names) {
        Map<String, V> folded = new LinkedHashMap<>();
        names.forEach((name, value) -> folded.put(fold(name), value));
        return new FoldedNames<>(folded);
    }

    /** What the name stands for; null when it is not known. */
    @SuppressWarnings("unchecked")
    public V get(CharSequence name) {
        int slot = spread(hash(name)) & mask;
        while (names[slot] != null) {
            if (matches(names[slot], name, false)) {
                return (V) values[slot];
            }
            slot = slot + 1 & mask;
        }
        return null;
    }

    /** The folded form: lower case letters and digits with single dashes between. */
    public static String fold(CharSequence name) {
        StringBuilder out = new StringBuilder(name.length());
        boolean separator = false;
        for (int i = 0; i < name.length(); i++) {
            char c = folded(name.charAt(i));
            if (c == '-') {
                separator = out.length() > 0;
            } else {
                if (separator) {
                    out.append('-');
                    separator = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Whether the name, folded, starts with an already folded prefix. */
    static boolean startsWith(CharSequence name, String prefix) {
        return matches(prefix, name, true);
    }

    private static boolean matches(String folded, CharSequence name, boolean prefixOnly) {
        int at = 0;
        boolean separator = false;
        for (int i = 0; i < name.length(); i++) {
            char c = folded(name.charAt(i));
            if (c == '-') {
                separator = at > 0;
                continue;
            }
            if (separator) {
                if (at == folded.length()) {
                    return prefixOnly;
                }
                if (folded.charAt(at++) != '-') {
                    return false;
                }
                separator = false;
            }
            if (at == folded.length()) {
                return prefixOnly;
            }
            if (folded.charAt(at++) != c) {
                return false;
            }
        }
        return at == folded.length();
    }

    private static int hash(CharSequence name) {
        int hash = 0;
        boolean separator = false;
        for (int i = 0; i < name.length(); i++) {
            char c = folded(name.charAt(i));
            if (c == '-') {
                separator = hash != 0;
            } else {
                if (separator) {
                    hash = 31 * hash + '-';
                    separator = false;
                }
                hash = 31 * hash + c;
            }
        }
        return hash;
    }

    private static int spread(int hash) {
        return hash ^ hash >>> 15 ^ hash >>> 7;
    }

    private static char folded(char c) {
        if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9') {
            return c;
        }
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : '-';
    }
}
