package dev.postern.authorizer;

import java.time.Instant;
import java.util.Map;

/** What an authorizer answers. Only {@link Allow} opens the gate. */
public sealed interface Decision {

    /** The word that stands in logs, metrics and {@code explain}: documented in {@link Reason}. */
    Reason reason();

    /**
     * The caller is admitted.
     *
     * @param identity who it is
     * @param expiry when the credential ends, {@link Instant#MAX} when it does not
     * @param standing whether the caller would still be admitted later, for exchanges that last
     */
    record Allow(Identity identity, Instant expiry, Standing standing) implements Decision {

        /** Stands until it expires. */
        public Allow(Identity identity, Instant expiry) {
            this(identity, expiry, Standing.until(expiry));
        }

        @Override
        public Reason reason() {
            return Reason.ALLOWED;
        }
    }

    /**
     * The caller is refused: 400, 401 or 403 by {@link Reason#kind()}.
     *
     * @param context values a custom authorizer returned with its denial, for gateway responses; empty otherwise
     */
    record Deny(Reason reason, Map<String, Object> context) implements Decision {
        public Deny {
            context = Map.copyOf(context);
        }

        /** A denial without context. */
        public static Deny because(Reason reason) {
            return reason.denial();
        }
    }

    /** Nothing could be decided: 503, or 500 by {@link Reason#kind()}. The gate stays closed. */
    record Unavailable(Reason reason) implements Decision {}
}
