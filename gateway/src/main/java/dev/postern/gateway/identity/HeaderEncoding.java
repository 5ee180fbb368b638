package dev.postern.gateway.identity;

import dev.postern.gateway.config.IdentityConfig;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How a value becomes header bytes ({@code identity.encoding}). Printable ASCII goes as it is. A value with anything
 * else, or with a space at either end that a parser would trim, is percent-encoded as UTF-8, sent as base64 of its
 * UTF-8 bytes, or refused. Control characters (0x00 to 0x1F, 0x7F), lone surrogates and values over
 * {@value #MAX_LENGTH} bytes are always refused (SR-34).
 *
 * <p>A caller's value stays apart from every other caller's under {@code percent}: a percent sign that two hex digits
 * follow is itself sent as {@code %25}, so that {@code José} and {@code Jos%C3%A9} do not become one name.
 */
public enum HeaderEncoding {
    PERCENT,
    BASE64,
    REFUSE;

    /** Bytes of one header value. */
    public static final int MAX_LENGTH = 8 << 10;

    private static final String DIGITS = "0123456789ABCDEF";

    /** The encoding that the configuration names. */
    public static HeaderEncoding of(IdentityConfig.Encoding encoding) {
        return switch (encoding) {
            case PERCENT -> PERCENT;
            case BASE64 -> BASE64;
            case REFUSE -> REFUSE;
        };
    }

    /** Encodes what is known about a caller; null when it must not become a header. */
    public String encode(String value) {
        return encode(value, true);
    }

    /** Encodes any other value, percent signs untouched; null when it must not become a header. */
    public String encodeVerbatim(String value) {
        return encode(value, false);
    }

    private String encode(String value, boolean escapes) {
        int length = value.length();
        if (length > MAX_LENGTH) {
            return null;
        }
        boolean printable = length == 0 || value.charAt(0) != ' ' && value.charAt(length - 1) != ' ';
        boolean percent = false;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == 127) {
                return null;
            }
            printable &= c < 127;
            percent |= c == '%';
        }
        if (printable && !(percent && escapes && this == PERCENT)) {
            return value;
        }
        if (!printable && !isWellFormed(value)) {
            return null;
        }
        String encoded =
                switch (this) {
                    case PERCENT -> percent(value, escapes);
                    case BASE64 ->
                        printable ? value : Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
                    case REFUSE -> printable ? value : null;
                };
        return encoded == null || encoded.length() > MAX_LENGTH ? null : encoded;
    }

    private static String percent(String value, boolean escapes) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        StringBuilder out = new StringBuilder(bytes.length + 16);
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xFF;
            boolean outerSpace = b == ' ' && (i == 0 || i == bytes.length - 1);
            boolean looksEscaped =
                    escapes && b == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
            if (b > 126 || outerSpace || looksEscaped) {
                out.append('%').append(DIGITS.charAt(b >> 4)).append(DIGITS.charAt(b & 15));
            } else {
                out.append((char) b);
            }
        }
        return out.toString();
    }

    private static boolean isWellFormed(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(byte b) {
        return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F';
    }
}
