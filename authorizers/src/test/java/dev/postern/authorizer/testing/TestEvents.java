package dev.postern.authorizer.testing;

import dev.postern.authorizer.AuthorizerEvents;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleSupplier;

/** Counts events. */
public final class TestEvents implements AuthorizerEvents {

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
        return new CacheEvents() {
            @Override
            public void hit() {
                hits.incrementAndGet();
            }

            @Override
            public void miss() {
                misses.incrementAndGet();
            }

            @Override
            public void evicted() {
                evictions.incrementAndGet();
            }
        };
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
