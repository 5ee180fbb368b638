package dev.postern.authorizer.policy;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Numbers and dates of conditions. Nothing here is longer than 64 characters. */
final class PolicyNumbers {

    private static final int MAX_LENGTH = 64;

    private PolicyNumbers() {}

    /** Digits with a sign and a fraction, no exponent; null for anything else. */
    static BigDecimal number(String text) {
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (!(c == '.' || c == '-' && i == 0)) {
                return null;
            }
        }
        try {
            return digits == 0 || text.length() > MAX_LENGTH ? null : new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** A W3C form of ISO 8601, a date alone (in UTC), or seconds since 1970; null for anything else. */
    static Instant date(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            BigDecimal seconds = number(text);
            if (seconds != null) {
                return Instant.ofEpochMilli(seconds.movePointRight(3).longValueExact());
            }
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            return null;
        }
    }
}
