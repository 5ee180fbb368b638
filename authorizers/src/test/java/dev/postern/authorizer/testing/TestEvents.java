package dev.postern.authorizer.testing;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** Counts events. */
public final class TestEvents implements AuthorizerEvents {

    private final Map<CacheResult, AtomicInteger> counts = new ConcurrentHashMap<>();
    public final AtomicInteger hits = new AtomicInteger();
    public final AtomicInteger misses = new AtomicInteger();
    public final AtomicInteger evictions = new AtomicInteger();
    public final BlockingQueue<String> refreshes = new LinkedBlockingQueue<>();
    public volatile DoubleSupplier age = () -> Double.NaN;
    public volatile DoubleSupplier keys = () -> 0;

    /** The result of the next refresh, waiting at most ten seconds for it; null when none came. */
    public String nextRefresh() throws InterruptedException {
        return refreshes.poll(10, TimeUnit.SECONDS);
    }

    @Override
    public CacheEvents cache(String authorizer) {
        return result -> {
            counts.computeIfAbsent(result, r -> new AtomicInteger()).incrementAndGet();
            switch (result) {
                case HIT -> hits.incrementAndGet();
                case MISS -> misses.incrementAndGet();
                case EVICTED -> evictions.incrementAndGet();
                default -> {
                    // Counted above.
                }
            }
        };
    }

    /** How often a cache came to this. */
    public int count(CacheResult result) {
        AtomicInteger count = counts.get(result);
        return count == null ? 0 : count.get();
    }

    @Override
    public KeyEvents keys(String issuer) {
        return new KeyEvents() {
            @Override
            public void gauges(DoubleSupplier ageSeconds, DoubleSupplier usable) {
                age = ageSeconds;
                keys = usable;
            }

            @Override
            public void refreshed(String result) {
                refreshes.add(result);
            }
        };
    }
}
