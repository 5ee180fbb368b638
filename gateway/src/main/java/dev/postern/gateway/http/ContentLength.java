package dev.postern.gateway.http;

/** {@code Content-Length} (RFC 9112 section 6.3): digits only, no sign, no space, no leading zero (SR-44). */
public final class ContentLength {

    /** Nine exabytes; keeps the number inside a long. */
    private static final int MAX_DIGITS = 18;

    private static final String NAME = "Content-Length";

    /** Where the letter stands that Vert.x before 5.1.10 does not compare. */
    private static final int UNREAD = 8;

    private ContentLength() {}

    /**
     * Whether a backend may take another header for {@code Content-Length}, and so a body for a request or a request for
     * a body: {@code Content-Xength}, with any character at that place (CVE-2026-102479). That decoder reads lower case
     * and a first {@code C}; here no case counts, as somebody on the way may change it.
     */
    public static boolean isLookAlike(String name) {
        return name.length() == NAME.length()
                && name.regionMatches(true, 0, NAME, 0, UNREAD)
                && name.regionMatches(true, UNREAD + 1, NAME, UNREAD + 1, NAME.length() - UNREAD - 1)
                && (name.charAt(UNREAD) | 0x20) != 'l';
    }

    /** The number of bytes, or -1 for anything else. */
    public static long parse(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_DIGITS || length > 1 && value.charAt(0) == '0') {
            return -1;
        }
        long bytes = 0;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            bytes = bytes * 10 + c - '0';
        }
        return bytes;
    }
}
