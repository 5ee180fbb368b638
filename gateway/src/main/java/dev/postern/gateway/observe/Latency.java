package dev.postern.gateway.observe;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Makes the histograms. Thirteen explicit bounds from half a millisecond to ten seconds; Micrometer's percentile
 * histogram would make dozens of series per route.
 */
final class Latency {

    private static final Duration[] BOUNDS = {
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10)
    };

    private Latency() {}

    static Timer timer(MeterRegistry registry, MetricFamily family, Tags tags) {
        return Timer.builder(family.meterName())
                .description(family.help())
                .tags(tags)
                .serviceLevelObjectives(BOUNDS)
                .register(registry);
    }
}
