package dev.postern.gateway.observe;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * What functions report, as meters. While a reload replaces a function, the one before and the one after share the
 * series of their name: running and waiting invocations are summed, the breaker shown is the newer one's.
 */
final class FunctionMeters {

    private final MeterRegistry registry;
    private final Map<String, Series> byName = new HashMap<>();

    FunctionMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    synchronized FunctionEvents events(String name) {
        Series series = byName.computeIfAbsent(name, Series::new);
        Source source = new Source(series);
        series.sources.add(source);
        return source;
    }

    private synchronized void closed(Source source) {
        Series series = source.series;
        if (series.sources.remove(source) && series.sources.isEmpty()) {
            byName.remove(series.name);
            series.meters.forEach(registry::remove);
        }
    }

    private final class Series {
        private final String name;
        private final List<Source> sources = new CopyOnWriteArrayList<>();
        private final List<Meter> meters = new ArrayList<>();
        private final Map<String, Counter> outcomes = new HashMap<>();
        private final Timer seconds;

        Series(String name) {
            this.name = name;
            outcome("returned");
            outcome("raised");
            for (Outcome.Fault fault : Outcome.Fault.values()) {
                outcome(fault.word());
            }
            seconds = Latency.timer(registry, MetricFamily.FUNCTION_SECONDS, Tags.of("function", name));
            meters.add(seconds);
            gauge(MetricFamily.FUNCTION_IN_FLIGHT, () -> sum(source -> source.running), "state", "running");
            gauge(MetricFamily.FUNCTION_IN_FLIGHT, () -> sum(source -> source.waiting), "state", "waiting");
            gauge(MetricFamily.FUNCTION_BREAKER, this::newestBreaker);
        }

        private void outcome(String word) {
            Counter counter = Counter.builder(MetricFamily.FUNCTION_INVOCATIONS.meterName())
                    .description(MetricFamily.FUNCTION_INVOCATIONS.help())
                    .tags("function", name, "outcome", word)
                    .register(registry);
            outcomes.put(word, counter);
            meters.add(counter);
        }

        private void gauge(MetricFamily family, IntSupplier value, String... tags) {
            meters.add(Gauge.builder(family.meterName(), value::getAsInt)
                    .description(family.help())
                    .tag("function", name)
                    .tags(tags)
                    .register(registry));
        }

        private int sum(Function<Source, IntSupplier> value) {
            int sum = 0;
            for (Source source : sources) {
                sum += value.apply(source).getAsInt();
            }
            return sum;
        }

        private int newestBreaker() {
            int newest = 0;
            for (Source source : sources) {
                newest = source.breaker.getAsInt();
            }
            return newest;
        }
    }

    private final class Source implements FunctionEvents {
        private final Series series;
        private volatile IntSupplier running = () -> 0;
        private volatile IntSupplier waiting = () -> 0;
        private volatile IntSupplier breaker = () -> 0;

        Source(Series series) {
            this.series = series;
        }

        @Override
        public void ended(Outcome outcome, long nanos) {
            series.outcomes.get(outcome.word()).increment();
            series.seconds.record(nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void gauges(IntSupplier running, IntSupplier waiting, IntSupplier breaker) {
            this.running = running;
            this.waiting = waiting;
            this.breaker = breaker;
        }

        @Override
        public void closed() {
            FunctionMeters.this.closed(this);
        }
    }
}
