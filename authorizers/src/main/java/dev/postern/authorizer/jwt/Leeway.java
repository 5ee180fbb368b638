package dev.postern.authorizer.jwt;

import java.time.Duration;

/**
 * How far the issuer's clock may differ from ours.
 *
 * @param expiryMillis time after {@code exp} in which a token still counts
 * @param startMillis time before {@code nbf} and {@code iat} in which a token already counts
 */
public record Leeway(long expiryMillis, long startMillis) {

    /** Without {@code leeway:}. */
    public static final Leeway DEFAULT = new Leeway(0, 5_000);

    /** More would be an error. */
    public static final Duration MAX = Duration.ofMinutes(5);

    /** One value for all three, at most {@link #MAX}. */
    public static Leeway of(Duration leeway) {
        return new Leeway(leeway.toMillis(), leeway.toMillis());
    }
}
