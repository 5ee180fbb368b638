package dev.postern.authorizer.policy;

import java.util.Arrays;

/**
 * A text in which {@code *} stands for any run of characters and {@code ?} for exactly one; everything else stands for
 * itself, and nothing before or behind it is tolerated (SR-115). Matching takes time in proportion to the text, whatever
 * the pattern: all states of the pattern advance together as bits, 64 at a time.
 */
final class Wildcard {

    private final String prefix;
    private final String suffix;
    /** No wildcard at all: the prefix is everything. */
    private final boolean exact;
    /** What stands between the first and the last {@code *} or {@code ?}, these included; null for a lone star. */
    private final Middle middle;

    private Wildcard(String prefix, String suffix, boolean exact, Middle middle) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.exact = exact;
        this.middle = middle;
    }

    static Wildcard of(String pattern) {
        int first = first(pattern);
        if (first < 0) {
            return new Wildcard(pattern, "", true, null);
        }
        int last = Math.max(pattern.lastIndexOf('*'), pattern.lastIndexOf('?'));
        String between = pattern.substring(first, last + 1);
        return new Wildcard(
                pattern.substring(0, first),
                pattern.substring(last + 1),
                false,
                isStars(between) ? null : new Middle(between));
    }

    static boolean hasWildcard(String text) {
        return first(text) >= 0;
    }

    private static int first(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '*' || pattern.charAt(i) == '?') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isStars(String text) {
        return text.chars().allMatch(c -> c == '*');
    }

    boolean matches(String text) {
        if (exact) {
            return text.equals(prefix);
        }
        int end = text.length() - suffix.length();
        return end >= prefix.length()
                && text.startsWith(prefix)
                && text.endsWith(suffix)
                && (middle == null || middle.matches(text, prefix.length(), end));
    }

    /** Bit i of a state says: the first i tokens of the pattern, stars not counted, match what was read so far. */
    private static final class Middle {

        private final int words;
        private final int accept;
        /** States before a star: they stay, whatever is read. */
        private final long[] loops;
        /** Which tokens any character matches, shifted by one as they lead to the next state. */
        private final long[] any;
        /** The characters of the pattern, sorted, and which tokens each matches. */
        private final char[] characters;

        private final long[][] masks;

        Middle(String pattern) {
            String tokens = pattern.replace("*", "");
            accept = tokens.length();
            words = accept / 64 + 1;
            loops = new long[words];
            any = new long[words];
            int state = 0;
            for (int i = 0; i < pattern.length(); i++) {
                if (pattern.charAt(i) == '*') {
                    set(loops, state);
                } else {
                    state++;
                    if (pattern.charAt(i) == '?') {
                        set(any, state);
                    }
                }
            }
            StringBuilder distinct = new StringBuilder();
            tokens.chars().filter(c -> c != '?').distinct().sorted().forEach(c -> distinct.append((char) c));
            characters = distinct.toString().toCharArray();
            masks = new long[characters.length][];
            for (int k = 0; k < characters.length; k++) {
                masks[k] = any.clone();
                for (int i = 0; i < tokens.length(); i++) {
                    if (tokens.charAt(i) == characters[k]) {
                        set(masks[k], i + 1);
                    }
                }
            }
        }

        private static void set(long[] bits, int bit) {
            bits[bit >> 6] |= 1L << bit;
        }

        private long[] mask(char c) {
            int k = Arrays.binarySearch(characters, c);
            return k < 0 ? any : masks[k];
        }

        boolean matches(String text, int from, int to) {
            return words == 1 ? matchesShort(text, from, to) : matchesLong(text, from, to);
        }

        private boolean matchesShort(String text, int from, int to) {
            long states = 1;
            for (int i = from; i < to && states != 0; i++) {
                states = states << 1 & mask(text.charAt(i))[0] | states & loops[0];
            }
            return (states >>> accept & 1) != 0;
        }

        private boolean matchesLong(String text, int from, int to) {
            long[] states = new long[words];
            states[0] = 1;
            for (int i = from; i < to; i++) {
                long[] mask = mask(text.charAt(i));
                long carry = 0;
                for (int w = 0; w < words; w++) {
                    long old = states[w];
                    states[w] = (old << 1 | carry) & mask[w] | old & loops[w];
                    carry = old >>> 63;
                }
            }
            return (states[accept >> 6] >>> accept & 1) != 0;
        }
    }
}
