package dev.postern.authorizer;

import java.time.Instant;

/**
 * Whether an admission still stands. Asked about exchanges that outlive the moment of their decision, such as
 * WebSockets: what was good when it was decided may have expired or been locked out since. Called on event loops, again
 * and again: implementations compare, and neither wait nor allocate.
 */
public interface Standing {

    /** Why the caller would not be admitted at this time, such as {@code TOKEN_EXPIRED}; null while it would. */
    Reason refusal(long nowMillis);

    /** An admission that ends at a moment and cannot be withdrawn before. */
    static Standing until(Instant expiry) {
        return new Until(expiry);
    }

    /**
     * Ends with the clock alone.
     *
     * @param expiry {@link Instant#MAX} for never
     */
    record Until(Instant expiry) implements Standing {
        @Override
        public Reason refusal(long nowMillis) {
            return expiry == Instant.MAX || Instant.ofEpochMilli(nowMillis).isBefore(expiry)
                    ? null
                    : Reason.TOKEN_EXPIRED;
        }
    }
}
