package dev.postern.authorizer.cache;

import java.time.Duration;

/**
 * What was made anew, and how long it may be remembered.
 *
 * @param value never null
 * @param keep how long it is fresh, at most {@value #MAX_SECONDS} seconds (more is cut); zero: not kept. Never past the
 *     end of the credential, where that is known (SR-111)
 * @param stale how long after that it may still be served while it is made anew; zero: not. Nor past that end
 */
public record Fetched<V>(V value, Duration keep, Duration stale) {

    /** The longest time API Gateway remembers an authorizer's answer. */
    public static final int MAX_SECONDS = 3600;

    /** Kept, and never served past its time. */
    public Fetched(V value, Duration keep) {
        this(value, keep, Duration.ZERO);
    }

    public Fetched {
        keep = within(keep);
        stale = within(stale);
    }

    private static Duration within(Duration time) {
        if (time.isNegative()) {
            return Duration.ZERO;
        }
        Duration most = Duration.ofSeconds(MAX_SECONDS);
        return time.compareTo(most) > 0 ? most : time;
    }

    /** Not kept; only those who asked at the same time share it. */
    public static <V> Fetched<V> once(V value) {
        return new Fetched<>(value, Duration.ZERO);
    }
}
