package dev.postern.gateway.config;

import java.util.regex.Pattern;

/**
 * What an unquoted scalar means, after the core schema of YAML 1.2 with three differences that avoid surprises: only
 * {@code true} and {@code false} are booleans; a number with leading zeros stays text, as {@code 000000000000} is an
 * account and not nought; there are no infinite numbers. Dates, {@code yes} and {@code off} are text.
 */
final class CoreScalar {

    private static final Pattern DECIMAL = Pattern.compile("[-+]?(0|[1-9][0-9]{0,18})");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,15}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,20}");
    private static final Pattern FLOAT =
            Pattern.compile("[-+]?(\\.[0-9]+|(0|[1-9][0-9]*)(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

    private CoreScalar() {}

    /** String, Long, Double, Boolean or null. */
    static Object of(String text) {
        switch (text) {
            case "", "~", "null", "Null", "NULL":
                return null;
            case "true":
                return Boolean.TRUE;
            case "false":
                return Boolean.FALSE;
            default:
                return number(text);
        }
    }

    private static Object number(String text) {
        try {
            if (DECIMAL.matcher(text).matches()) {
                return Long.valueOf(text);
            } else if (HEXADECIMAL.matcher(text).matches()) {
                return Long.valueOf(text.substring(2), 16);
            } else if (OCTAL.matcher(text).matches()) {
                return Long.valueOf(text.substring(2), 8);
            }
        } catch (NumberFormatException e) {
            return Double.valueOf(text.startsWith("0o") ? "1e20" : text);
        }
        return FLOAT.matcher(text).matches() ? (Object) Double.valueOf(text) : text;
    }
}
