package dev.postern.gateway.http;

import java.util.Locale;

/**
 * The value of {@code Host}: a name or an IPv4 address of letters, digits, {@code - . _ ~}, or an IPv6 address in
 * brackets, and an optional port from 0 to 65535. Narrower than RFC 3986: no user information, no escapes, no comma,
 * no space (SR-23, SR-46).
 */
public final class HostName {

    /** The longest DNS name, brackets and a port. */
    private static final int MAX_LENGTH = 261;

    private HostName() {}

    /** Whether the value can be trusted to name one host. */
    public static boolean isValid(String value) {
        int length = value.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        int colon;
        if (value.charAt(0) == '[') {
            int bracket = value.indexOf(']');
            if (bracket < 0
                    || value.indexOf('%') >= 0
                    || IpAddress.parse(value.substring(1, bracket)) == null
                    || value.indexOf(':') < 0) {
                return false;
            }
            if (bracket == length - 1) {
                return true;
            }
            colon = bracket + 1;
        } else {
            colon = 0;
            while (colon < length && isNameCharacter(value.charAt(colon))) {
                if (value.charAt(colon) == '.' && (colon == 0 || value.charAt(colon - 1) == '.')) {
                    // An empty label names no host, and would miss the routes of the host that a backend takes it for.
                    return false;
                }
                colon++;
            }
            if (colon == 0) {
                return false;
            }
            if (colon == length) {
                return true;
            }
        }
        return value.charAt(colon) == ':' && isPort(value, colon + 1);
    }

    /** The name alone: no port, no trailing dot, lower case; brackets stay. */
    public static String withoutPort(String value) {
        int colon = value.indexOf(':', value.indexOf(']') + 1);
        int end = colon < 0 ? value.length() : colon;
        if (end > 1 && value.charAt(end - 1) == '.') {
            end--;
        }
        return value.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** The port as written; null when there is none. */
    public static String port(String value) {
        int colon = value.indexOf(':', value.indexOf(']') + 1);
        return colon < 0 ? null : value.substring(colon + 1);
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z'
                || c >= 'A' && c <= 'Z'
                || c >= '0' && c <= '9'
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }

    private static boolean isPort(String value, int from) {
        int digits = value.length() - from;
        if (digits < 1 || digits > 5) {
            return false;
        }
        int port = 0;
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65535;
    }
}
