package dev.postern.gateway.observe;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;

/** A gauge that is the sum of what each event loop says; 0 without any. Read by the scraping thread. */
final class SummedGauge {

    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final Gauge gauge;

    SummedGauge(MeterRegistry registry, MetricFamily family, Tags tags) {
        this.gauge = Gauge.builder(family.meterName(), this::sum)
                .description(family.help())
                .tags(tags)
                .register(registry);
    }

    GaugeSource add(IntSupplier supplier) {
        Source source = new Source(supplier);
        sources.add(source);
        return () -> sources.remove(source);
    }

    Gauge gauge() {
        return gauge;
    }

    private Number sum() {
        int sum = 0;
        for (Source source : sources) {
            sum += source.supplier.getAsInt();
        }
        return sum;
    }

    /** Gives each registration an identity of its own, as the same supplier may be added twice. */
    private static final class Source {
        private final IntSupplier supplier;

        Source(IntSupplier supplier) {
            this.supplier = supplier;
        }
    }
}
