package dev.postern.gateway.http;

/** {@code Content-Length} (RFC 9112 section 6.3): digits only, no sign, no space, no leading zero (SR-44). */
public final class ContentLength {

    /** Nine exabytes; keeps the number inside a long. */
    private static final int MAX_DIGITS = 18;

    private ContentLength() {}

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
