package dev.postern.gateway.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one route counts. Handed out when a snapshot is built; on the way of a request it is three array look-ups and two
 * increments. Safe from every event loop.
 */
public final class RouteMeters {

    private static final int CLASSES = 10;
    private static final int STATUSES_OF_A_CLASS = 100;

    private final MeterRegistry registry;
    private final String routeKey;
    private final Timer seconds;
    /**
     * By method, hundreds and rest of the status; filled as answers occur. Read without a lock: an entry is written once,
     * holds an object with final fields, and a reader that misses it takes the locked way.
     */
    private final Counter[][][] counters = new Counter[MethodLabel.COUNT][][];

    private final List<Counter> registered = new ArrayList<>();
    private boolean forgotten;

    RouteMeters(MeterRegistry registry, String routeKey) {
        this.registry = registry;
        this.routeKey = routeKey;
        this.seconds = Latency.timer(registry, MetricFamily.REQUEST_SECONDS, Tags.of("route", routeKey));
    }

    /**
     * A request ended.
     *
     * @param method as the client wrote it, null when unknown; anything but a known method counts as {@code OTHER}
     * @param status of the answer; outside 100 to 999 counts as {@code 000}
     * @param nanos from the request's head to the end of the answer
     */
    public void finished(String method, int status, long nanos) {
        seconds.record(nanos, TimeUnit.NANOSECONDS);
        int known = status < 100 || status > 999 ? 0 : status;
        Counter counter = counter(MethodLabel.index(method), known);
        if (counter != null) {
            counter.increment();
        }
    }

    private Counter counter(int method, int status) {
        Counter[][] classes = counters[method];
        if (classes != null) {
            Counter[] statuses = classes[status / STATUSES_OF_A_CLASS];
            if (statuses != null) {
                Counter counter = statuses[status % STATUSES_OF_A_CLASS];
                if (counter != null) {
                    return counter;
                }
            }
        }
        return newCounter(method, status);
    }

    /** Null once forgotten, so that a retired snapshot cannot bring a series back. */
    private synchronized Counter newCounter(int method, int status) {
        if (forgotten) {
            return null;
        }
        if (counters[method] == null) {
            counters[method] = new Counter[CLASSES][];
        }
        Counter[][] classes = counters[method];
        int hundreds = status / STATUSES_OF_A_CLASS;
        if (classes[hundreds] == null) {
            classes[hundreds] = new Counter[STATUSES_OF_A_CLASS];
        }
        Counter[] statuses = classes[hundreds];
        int rest = status % STATUSES_OF_A_CLASS;
        if (statuses[rest] == null) {
            Counter counter = Counter.builder(MetricFamily.REQUESTS.meterName())
                    .description(MetricFamily.REQUESTS.help())
                    .tags(
                            "route",
                            routeKey,
                            "method",
                            MethodLabel.word(method),
                            "status",
                            status == 0 ? "000" : Integer.toString(status))
                    .register(registry);
            registered.add(counter);
            statuses[rest] = counter;
        }
        return statuses[rest];
    }

    /** Shows a series before its first request, so that a rate does not miss the first. */
    RouteMeters expecting(String method, int status) {
        counter(MethodLabel.index(method), status);
        return this;
    }

    /** Takes the series out of the scrape. What exchanges under way still count goes nowhere. */
    synchronized void forget() {
        registry.remove(seconds);
        registered.forEach(registry::remove);
        forgotten = true;
    }
}
