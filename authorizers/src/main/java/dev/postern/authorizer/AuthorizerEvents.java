package dev.postern.authorizer;

import java.util.function.DoubleSupplier;

/** What authorizers report for metrics. Handles are fetched once, at creation, so that the hot path looks nothing up. */
public interface AuthorizerEvents {

    /** Counts results of one authorizer's cache: {@code postern_authorizer_cache_total}. */
    CacheEvents cache(String authorizer);

    /** Reports on the key set of one issuer: {@code postern_jwks_*}. */
    KeyEvents keys(String issuer);

    /** Results of cache look-ups. */
    interface CacheEvents {
        void count(CacheResult result);
    }

    /** What happens to a key set; one handle for each key set, also where two are of one issuer. */
    interface KeyEvents {

        /**
         * Registers the gauges; those of the newest key set of an issuer that is not closed are shown.
         *
         * @param ageSeconds age of the key set in use, NaN before the first
         * @param keys number of usable keys
         */
        void gauges(DoubleSupplier ageSeconds, DoubleSupplier keys);

        /** A refresh ended; {@code result} is one of {@code success}, {@code failure}, {@code rejected}. */
        void refreshed(String result);

        /** The key set is not used any more; with the last one of an issuer its series end. */
        default void closed() {}
    }

    /** Drops every event. For {@code check}, {@code explain} and tests. */
    AuthorizerEvents NONE = new AuthorizerEvents() {
        private final CacheEvents cache = result -> {};
        private final KeyEvents keys = new KeyEvents() {
            @Override
            public void gauges(DoubleSupplier ageSeconds, DoubleSupplier keys) {}

            @Override
            public void refreshed(String result) {}
        };

        @Override
        public CacheEvents cache(String authorizer) {
            return cache;
        }

        @Override
        public KeyEvents keys(String issuer) {
            return keys;
        }
    };
}
