package dev.postern.gateway.observe;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What one authorizer counts: its decisions and the time they took. Safe from every event loop. */
public final class AuthorizerMeters {

    private final MeterRegistry registry;
    private final String authorizer;
    private final Timer seconds;
    /** By outcome and reason; see {@link RouteMeters} for why no lock is needed to read. */
    private final Counter[][] counters = new Counter[Outcome.values().length][Reason.values().length];

    private boolean forgotten;

    AuthorizerMeters(MeterRegistry registry, String authorizer) {
        this.registry = registry;
        this.authorizer = authorizer;
        this.seconds = Latency.timer(registry, MetricFamily.AUTHORIZER_SECONDS, Tags.of("authorizer", authorizer));
        newCounter(Outcome.ALLOW, Reason.ALLOWED);
    }

    /** A decision was made in {@code nanos}. */
    public void decided(Decision decision, long nanos) {
        decided(Outcome.of(decision), decision == null ? Reason.AUTHORIZER_FAILED : decision.reason(), nanos);
    }

    /** A decision was made; {@code outcome} is a word of {@link Outcome}. */
    public void decided(String outcome, Reason reason, long nanos) {
        decided(Outcome.ofWord(outcome), reason, nanos);
    }

    /** A decision was made in {@code nanos}. */
    public void decided(Outcome outcome, Reason reason, long nanos) {
        seconds.record(nanos, TimeUnit.NANOSECONDS);
        Counter counter = counters[outcome.ordinal()][reason.ordinal()];
        if (counter == null) {
            counter = newCounter(outcome, reason);
        }
        if (counter != null) {
            counter.increment();
        }
    }

    private synchronized Counter newCounter(Outcome outcome, Reason reason) {
        Counter[] reasons = counters[outcome.ordinal()];
        if (reasons[reason.ordinal()] == null && !forgotten) {
            reasons[reason.ordinal()] = Counter.builder(MetricFamily.DECISIONS.meterName())
                    .description(MetricFamily.DECISIONS.help())
                    .tags("authorizer", authorizer, "outcome", outcome.word(), "reason", reason.word())
                    .register(registry);
        }
        return reasons[reason.ordinal()];
    }

    /** Takes the series out of the scrape. */
    synchronized void forget() {
        forgotten = true;
        registry.remove(seconds);
        for (Counter[] reasons : counters) {
            for (Counter counter : reasons) {
                if (counter != null) {
                    registry.remove(counter);
                }
            }
        }
    }
}
