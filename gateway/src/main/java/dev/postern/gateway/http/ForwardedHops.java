package dev.postern.gateway.http;

import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;

/** The hops that forwarding headers name, left to right, over all lines of a header. */
final class ForwardedHops {

    private ForwardedHops() {}

    /** From {@code X-Forwarded-For}, or from the {@code for} parameters of {@code Forwarded} where that is absent. */
    static List<String> of(MultiMap headers) {
        List<String> lines = headers.getAll("X-Forwarded-For");
        List<String> hops = new ArrayList<>();
        if (!lines.isEmpty()) {
            for (String line : lines) {
                for (String hop : line.split(",", -1)) {
                    hops.add(hop.trim());
                }
            }
            return hops;
        }
        for (String line : headers.getAll("Forwarded")) {
            for (String element : split(line, ',')) {
                hops.add(forParameter(element));
            }
        }
        return hops;
    }

    /** An address with or without a port, IPv6 in brackets when it has one; null for anything else. */
    static byte[] address(String hop) {
        String text = hop;
        if (text.startsWith("[")) {
            int bracket = text.indexOf(']');
            if (bracket < 0 || bracket + 1 < text.length() && text.charAt(bracket + 1) != ':') {
                return null;
            }
            text = text.substring(1, bracket);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        return IpAddress.parse(text);
    }

    /** The value of {@code for} with its quotes undone; empty when absent. */
    private static String forParameter(String element) {
        for (String pair : split(element, ';')) {
            String trimmed = pair.trim();
            if (trimmed.regionMatches(true, 0, "for=", 0, 4)) {
                return unquoted(trimmed.substring(4));
            }
        }
        return "";
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder out = new StringBuilder();
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() - 1) {
                c = value.charAt(++i);
            }
            out.append(c);
        }
        return out.toString();
    }

    /** Splits outside quoted strings (RFC 9110 section 5.6.4). */
    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        parts.add(text.substring(Math.min(from, text.length())));
        return parts;
    }
}
