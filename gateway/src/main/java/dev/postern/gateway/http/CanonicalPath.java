package dev.postern.gateway.http;

/**
 * One path in canonical form: unreserved escapes decoded once, hex digits upper case (RFC 3986 sections 6.2.2.1 and
 * 6.2.2.2), everything ambiguous refused instead of repaired. What it yields is what is matched, logged, shown to the
 * authorizer and sent to the backend (SR-1).
 *
 * <p>Refused: no leading slash, dot segments however written, a leading {@code //}, {@code \}, {@code #}, whatever
 * RFC 3986 section 3.3 does not allow raw in a path, broken escapes, {@code %00}, {@code %3B}, {@code %5C}. Reported
 * as {@link #specials} for the route to decide: see {@link PathSpecial}.
 */
final class CanonicalPath {

    private static final int UNRESERVED = 1;
    private static final int PCHAR = 2;
    private static final byte[] CLASS = new byte[128];

    static {
        for (char c = 0; c < 128; c++) {
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (alphanumeric || "-._~".indexOf(c) >= 0) {
                CLASS[c] = UNRESERVED | PCHAR;
            } else if ("!$&'()*+,=:@".indexOf(c) >= 0) {
                CLASS[c] = PCHAR;
            }
        }
    }

    private final String text;
    private final int specials;
    private final TargetFault fault;

    private CanonicalPath(String text, int specials, TargetFault fault) {
        this.text = text;
        this.specials = specials;
        this.fault = fault;
    }

    /** Whether RFC 3986 section 3.3 allows a character raw in a segment; the semicolon apart, which is a special. */
    static boolean mayStandRaw(char c) {
        return c < 128 && (CLASS[c] & PCHAR) != 0;
    }

    /** Null when the path was refused. */
    String text() {
        return text;
    }

    /** Why it was refused; null when it was not. */
    TargetFault fault() {
        return fault;
    }

    /** Bits of {@link PathSpecial} that the path holds. */
    int specials() {
        return specials;
    }

    private static CanonicalPath refused(TargetFault fault) {
        return new CanonicalPath(null, 0, fault);
    }

    /** Reads the characters of {@code raw} before {@code end}. */
    static CanonicalPath of(String raw, int end) {
        if (end == 0 || raw.charAt(0) != '/') {
            return refused(TargetFault.NOT_A_PATH);
        }
        if (end > 1 && raw.charAt(1) == '/') {
            return refused(TargetFault.LEADING_SLASHES);
        }
        int segment = 1;
        int specials = 0;
        for (int i = 1; i < end; i++) {
            char c = raw.charAt(i);
            if (c == '/') {
                if (isDots(raw, segment, i)) {
                    return refused(TargetFault.DOT_SEGMENT);
                }
                if (segment == i) {
                    specials |= PathSpecial.DOUBLE_SLASH.bit();
                }
                segment = i + 1;
            } else if (c == '%') {
                return escaped(raw, end);
            } else if (c == ';') {
                specials |= PathSpecial.SEMICOLON.bit();
            } else if (!mayStandRaw(c)) {
                return refused(TargetFault.REFUSED_CHARACTER);
            }
        }
        if (isDots(raw, segment, end)) {
            return refused(TargetFault.DOT_SEGMENT);
        }
        return finished(end == raw.length() ? raw : raw.substring(0, end), specials);
    }

    /**
     * Whether a byte begins an overlong form (RFC 3629 section 3), in which a lax decoder finds the dot or the slash that
     * must not be there (CVE-2008-2938).
     */
    private static boolean isOverlong(String raw, int lead, int next, int end) {
        if (lead <= 0xc1) {
            return true;
        }
        int second =
                next + 2 < end && raw.charAt(next) == '%' ? Hex.pair(raw.charAt(next + 1), raw.charAt(next + 2)) : -1;
        return lead == 0xe0 && second >= 0x80 && second < 0xa0 || lead == 0xf0 && second >= 0x80 && second < 0x90;
    }

    /** The slow way, for paths that hold an escape. */
    private static CanonicalPath escaped(String raw, int end) {
        StringBuilder out = new StringBuilder(end);
        int specials = 0;
        int i = 0;
        while (i < end) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = i + 2 < end ? Hex.pair(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
                if (value < 0) {
                    return refused(TargetFault.BROKEN_ESCAPE);
                }
                if (value == 0
                        || value == ';'
                        || value == '\\'
                        || value >= 0xc0 && isOverlong(raw, value, i + 3, end)) {
                    return refused(TargetFault.REFUSED_ESCAPE);
                }
                if (value < 128 && (CLASS[value] & UNRESERVED) != 0) {
                    out.append((char) value);
                } else {
                    if (value == '/') {
                        specials |= PathSpecial.ENCODED_SLASH.bit();
                    } else if (value == '%') {
                        specials |= PathSpecial.ENCODED_PERCENT.bit();
                    }
                    Hex.escape(out, value);
                }
                i += 3;
                continue;
            }
            if (c == '/') {
                if (i > 1 && out.charAt(out.length() - 1) == '/') {
                    specials |= PathSpecial.DOUBLE_SLASH.bit();
                }
            } else if (c == ';') {
                specials |= PathSpecial.SEMICOLON.bit();
            } else if (!mayStandRaw(c)) {
                return refused(TargetFault.REFUSED_CHARACTER);
            }
            out.append(c);
            i++;
        }
        int segment = 1;
        for (int j = 1; j <= out.length(); j++) {
            if (j == out.length() || out.charAt(j) == '/') {
                if (isDots(out, segment, j)) {
                    return refused(TargetFault.DOT_SEGMENT);
                }
                segment = j + 1;
            }
        }
        return finished(out.toString(), specials);
    }

    private static CanonicalPath finished(String text, int specials) {
        if (specials != 0 && BackendReading.isTooDeep(text)) {
            return refused(TargetFault.NESTED_ESCAPES);
        }
        if (specials != 0 && BackendReading.hasDotSegment(text)) {
            return refused(TargetFault.DOT_SEGMENT);
        }
        return new CanonicalPath(text, specials, null);
    }

    private static boolean isDots(CharSequence text, int from, int to) {
        int length = to - from;
        return length > 0 && length <= 2 && text.charAt(from) == '.' && (length == 1 || text.charAt(from + 1) == '.');
    }
}
