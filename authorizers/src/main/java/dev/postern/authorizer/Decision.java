package dev.postern.authorizer;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
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
     * @param reason {@link Reason#ALLOWED}, or {@link Reason#FAIL_OPEN} where nobody decided
     */
    record Allow(Identity identity, Instant expiry, Standing standing, Reason reason) implements Decision {

        public Allow {
            if (reason.kind() != Reason.Kind.ALLOWED) {
                throw new IllegalArgumentException(reason.word() + " does not admit");
            }
        }

        /** Somebody decided. */
        public Allow(Identity identity, Instant expiry, Standing standing) {
            this(identity, expiry, standing, Reason.ALLOWED);
        }

        /** Stands until it expires. */
        public Allow(Identity identity, Instant expiry) {
            this(identity, expiry, Standing.until(expiry));
        }
    }

    /**
     * The caller is refused: 400, 401 or 403 by {@link Reason#kind()}.
     *
     * @param context values a custom authorizer returned with its denial, for gateway responses; empty otherwise
     * @param wording how a REST API words an explicit Deny of a policy; of no other consequence
     */
    record Deny(Reason reason, Map<String, Object> context, Wording wording) implements Decision {
        public Deny {
            context = Collections.unmodifiableMap(new LinkedHashMap<>(context));
        }

        /** In the usual words. */
        public Deny(Reason reason, Map<String, Object> context) {
            this(reason, context, Wording.PLAIN);
        }

        /** A denial without context. */
        public static Deny because(Reason reason) {
            return reason.denial();
        }
    }

    /** What REST APIs write behind "with an explicit deny"; both are seen in the wild. */
    enum Wording {
        /** Nothing. */
        PLAIN("plain"),
        /** "in an identity-based policy". */
        IDENTITY_BASED_POLICY("identity-based-policy");

        private final String word;

        Wording(String word) {
            this.word = word;
        }

        /** The word in the configuration. */
        public String word() {
            return word;
        }
    }

    /** Nothing could be decided: 503, or 500 by {@link Reason#kind()}. The gate stays closed. */
    record Unavailable(Reason reason) implements Decision {}
}
