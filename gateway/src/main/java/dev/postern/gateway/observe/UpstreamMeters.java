package dev.postern.gateway.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** What one upstream counts. Safe from every event loop. */
public final class UpstreamMeters {

    private final MeterRegistry registry;
    private final Timer seconds;
    private final SummedGauge active;
    private final SummedGauge idle;
    private final SummedGauge waiting;

    UpstreamMeters(MeterRegistry registry, String upstream) {
        this.registry = registry;
        this.seconds = Latency.timer(registry, MetricFamily.UPSTREAM_SECONDS, Tags.of("upstream", upstream));
        this.active = state(upstream, "active");
        this.idle = state(upstream, "idle");
        this.waiting = state(upstream, "waiting");
    }

    private SummedGauge state(String upstream, String state) {
        return new SummedGauge(
                registry, MetricFamily.UPSTREAM_CONNECTIONS, Tags.of("upstream", upstream, "state", state));
    }

    /** The head of an answer arrived {@code nanos} after the request was sent. */
    public void answered(long nanos) {
        seconds.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Adds one event loop's pool to the gauges.
     *
     * @param active connections with an exchange on them
     * @param idle connections kept for the next one
     * @param waiting requests waiting for a connection
     * @return takes the pool out again when it is closed
     */
    public GaugeSource connections(IntSupplier active, IntSupplier idle, IntSupplier waiting) {
        GaugeSource activeSource = this.active.add(active);
        GaugeSource idleSource = this.idle.add(idle);
        GaugeSource waitingSource = this.waiting.add(waiting);
        return () -> {
            activeSource.remove();
            idleSource.remove();
            waitingSource.remove();
        };
    }

    /** Takes the series out of the scrape. */
    void forget() {
        registry.remove(seconds);
        registry.remove(active.gauge());
        registry.remove(idle.gauge());
        registry.remove(waiting.gauge());
    }
}
