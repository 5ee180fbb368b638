package dev.postern.authorizer.keys;

import java.util.Locale;

/** The one thing read from {@code Cache-Control} (RFC 9111 section 5.2.2.1). */
final class CacheControl {

    private CacheControl() {}

    /** Seconds of {@code max-age}; -1 when there is none or it is not a number. */
    static long maxAgeSeconds(String header) {
        if (header == null) {
            return -1;
        }
        for (String directive : header.split(",")) {
            String trimmed = directive.strip().toLowerCase(Locale.ROOT);
            if (trimmed.startsWith("max-age=")) {
                String number = trimmed.substring("max-age=".length()).replace("\"", "");
                boolean digits = !number.isEmpty()
                        && number.length() <= 12
                        && number.chars().allMatch(c -> c >= '0' && c <= '9');
                return digits ? Long.parseLong(number) : -1;
            }
        }
        return -1;
    }
}
