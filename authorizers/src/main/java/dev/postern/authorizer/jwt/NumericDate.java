package dev.postern.authorizer.jwt;

import java.math.BigDecimal;

/** Times in claims: seconds since 1970, possibly with a fraction (RFC 7519 section 2). */
final class NumericDate {

    /** What {@link #millis} answers for anything that is not a time in the years 1 to 9999. */
    static final long INVALID = Long.MIN_VALUE;

    private static final BigDecimal FIRST = BigDecimal.valueOf(-62_135_596_800L);
    private static final BigDecimal LAST = BigDecimal.valueOf(253_402_300_799L);

    private NumericDate() {}

    /** Milliseconds since 1970, fractions of them cut; {@link #INVALID} for other types and absurd numbers (SR-88). */
    static long millis(Object claim) {
        BigDecimal seconds;
        if (claim instanceof Long number) {
            seconds = BigDecimal.valueOf(number);
        } else if (claim instanceof BigDecimal number) {
            seconds = number;
        } else {
            return INVALID;
        }
        boolean sane = seconds.compareTo(FIRST) >= 0 && seconds.compareTo(LAST) <= 0;
        return sane ? seconds.movePointRight(3).longValue() : INVALID;
    }
}
