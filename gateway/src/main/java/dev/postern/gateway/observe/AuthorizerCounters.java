package dev.postern.gateway.observe;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;
import java.util.function.Function;

/** What authorizers report through the SPI, as meters. Series are bounded by the names in the configuration. */
final class AuthorizerCounters implements AuthorizerEvents {

    private final MeterRegistry registry;
    private final Map<String, Cache> caches = new ConcurrentHashMap<>();
    private final Map<String, IssuerSeries> issuers = new HashMap<>();

    AuthorizerCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public CacheEvents cache(String authorizer) {
        return caches.computeIfAbsent(authorizer, Cache::new);
    }

    @Override
    public synchronized KeyEvents keys(String issuer) {
        IssuerSeries series = issuers.computeIfAbsent(issuer, IssuerSeries::new);
        Keys keys = new Keys(series);
        series.keySets.add(keys);
        return keys;
    }

    private synchronized void closed(Keys keys) {
        IssuerSeries series = keys.series;
        if (series.keySets.remove(keys) && series.keySets.isEmpty()) {
            issuers.remove(series.issuer);
            series.forget();
        }
    }

    /** Takes the cache series of every authorizer that is not in {@code authorizers} out of the scrape. */
    void retainCaches(Collection<String> authorizers) {
        caches.entrySet().removeIf(known -> {
            boolean goes = !authorizers.contains(known.getKey());
            if (goes) {
                known.getValue().forget();
            }
            return goes;
        });
    }

    private Counter counter(MetricFamily family, String... tags) {
        return Counter.builder(family.meterName())
                .description(family.help())
                .tags(tags)
                .register(registry);
    }

    private final class Cache implements CacheEvents {
        private final Counter[] counters = new Counter[CacheResult.values().length];

        Cache(String authorizer) {
            for (CacheResult result : CacheResult.values()) {
                counters[result.ordinal()] =
                        counter(MetricFamily.AUTHORIZER_CACHE, "authorizer", authorizer, "result", result.word());
            }
        }

        private void forget() {
            for (Counter counter : counters) {
                registry.remove(counter);
            }
        }

        @Override
        public void count(CacheResult result) {
            counters[result.ordinal()].increment();
        }
    }

    /** The series of one issuer, whatever number of key sets it has. */
    private final class IssuerSeries {
        private final String issuer;
        private final List<Keys> keySets = new CopyOnWriteArrayList<>();
        private final Counter successes;
        private final Counter failures;
        private final Counter rejections;
        private final Gauge age;
        private final Gauge usable;

        IssuerSeries(String issuer) {
            this.issuer = issuer;
            this.successes = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "success");
            this.failures = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "failure");
            this.rejections = counter(MetricFamily.JWKS_REFRESH, "issuer", issuer, "result", "rejected");
            this.age = gauge(MetricFamily.JWKS_AGE, keys -> keys.ageSeconds, Double.NaN);
            this.usable = gauge(MetricFamily.JWKS_KEYS, keys -> keys.usableKeys, 0);
        }

        private Gauge gauge(MetricFamily family, Function<Keys, DoubleSupplier> value, double without) {
            return Gauge.builder(family.meterName(), () -> newest(value, without))
                    .description(family.help())
                    .tag("issuer", issuer)
                    .register(registry);
        }

        private double newest(Function<Keys, DoubleSupplier> value, double without) {
            double newest = without;
            for (Keys keys : keySets) {
                DoubleSupplier supplier = value.apply(keys);
                newest = supplier == null ? newest : supplier.getAsDouble();
            }
            return newest;
        }

        private void forget() {
            registry.remove(successes);
            registry.remove(failures);
            registry.remove(rejections);
            registry.remove(age);
            registry.remove(usable);
        }
    }

    private final class Keys implements KeyEvents {
        private final IssuerSeries series;
        private volatile DoubleSupplier ageSeconds;
        private volatile DoubleSupplier usableKeys;

        Keys(IssuerSeries series) {
            this.series = series;
        }

        @Override
        public void gauges(DoubleSupplier ageSeconds, DoubleSupplier keys) {
            this.ageSeconds = ageSeconds;
            this.usableKeys = keys;
        }

        @Override
        public void refreshed(String result) {
            switch (result) {
                case "success" -> series.successes.increment();
                case "rejected" -> series.rejections.increment();
                default -> series.failures.increment();
            }
        }

        @Override
        public void closed() {
            AuthorizerCounters.this.closed(this);
        }
    }
}
