package dev.postern.gateway.observe;

import dev.postern.authorizer.AuthorizerEvents;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** What authorizers report through the SPI, as meters. Series are bounded by the names in the configuration. */
final class AuthorizerCounters implements AuthorizerEvents {

    private final MeterRegistry registry;
    private final Map<String, Cache> caches = new ConcurrentHashMap<>();
    private final Map<String, Keys> keys = new ConcurrentHashMap<>();

    AuthorizerCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public CacheEvents cache(String authorizer) {
        return caches.computeIfAbsent(authorizer, Cache::new);
    }

    @Override
    public KeyEvents keys(String issuer) {
        return keys.computeIfAbsent(issuer, Keys::new);
    }

    /** Takes the cache series of an authorizer out of the scrape. */
    void forget(String authorizer) {
        Cache cache = caches.remove(authorizer);
        if (cache != null) {
            registry.remove(cache.hits);
            registry.remove(cache.misses);
            registry.remove(cache.evictions);
        }
    }

    /** Takes the series of every issuer that is not in {@code issuers} out of the scrape. */
    void retainIssuers(Collection<String> issuers) {
        keys.values().removeIf(known -> {
            if (issuers.contains(known.issuer)) {
                return false;
            }
            known.forget();
            return true;
        });
    }

    private Counter counter(MetricFamily family, String... tags) {
        return Counter.builder(family.meterName())
                .description(family.help())
                .tags(tags)
                .register(registry);
    }

    private final class Cache implements CacheEvents {
        private final Counter hits;
        private final Counter misses;
        private final Counter evictions;

        Cache(String authorizer) {
            this.hits = counter(MetricFamily.AUTHORIZER_CACHE, "authorizer", authorizer, "result", "hit");
            this.misses = counter(MetricFamily.AUTHORIZER_CACHE, "authorizer", authorizer, "result", "miss");
            this.evictions = counter(MetricFamily.AUTHORIZER_CACHE, "authorizer", authorizer, "result", "evicted");
        }

        @Override
        public void hit() {
            hits.increment();
        }

        @Override
        public void miss() {
            misses.increment();
        }

        @Override
        public void evicted() {
            evictions.increment();
        }
    }

    private final class Keys implements KeyEvents {
        private final String issuer;
        private final Counter successes;
        private final Counter failures;
        private final Counter rejections;
        private final Gauge age;
        private final Gauge usable;
        private volatile DoubleSupplier ageSeconds = () -> Double.NaN;
        private volatile DoubleSupplier usableKeys = () -> 0;

        Keys(String issuer) {
            this.issuer = issuer;
            this.successes = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "success");
            this.failures = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "failure");
            this.rejections = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "rejected");
            this.age = gauge(MetricFamily.JWKS_AGE, () -> ageSeconds.getAsDouble());
            this.usable = gauge(MetricFamily.JWKS_KEYS, () -> usableKeys.getAsDouble());
        }

        private Gauge gauge(MetricFamily family, DoubleSupplier value) {
            return Gauge.builder(family.meterName(), value::getAsDouble)
                    .description(family.help())
                    .tag("issuer", issuer)
                    .register(registry);
        }

        @Override
        public void gauges(DoubleSupplier ageSeconds, DoubleSupplier keys) {
            this.ageSeconds = ageSeconds;
            this.usableKeys = keys;
        }

        @Override
        public void refreshed(String result) {
            switch (result) {
                case "success" -> successes.increment();
                case "rejected" -> rejections.increment();
                default -> failures.increment();
            }
        }

        private void forget() {
            registry.remove(successes);
            registry.remove(failures);
            registry.remove(rejections);
            registry.remove(age);
            registry.remove(usable);
        }
    }
}
