package dev.postern.gateway.admin;

import dev.postern.gateway.admin.UpstreamHealth.State;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Asks each upstream at most once a second, however often the open health path is asked, so that it cannot be used to
 * press on an upstream. Names that are not configured leave nothing behind.
 */
final class UpstreamProbes {

    private static final long FRESH_NANOS = 1_000_000_000L;

    private final Function<String, Future<UpstreamHealth>> ask;
    private final LongSupplier nanoTime;
    private final Map<String, Probe> probes = new ConcurrentHashMap<>();

    UpstreamProbes(Function<String, Future<UpstreamHealth>> ask, LongSupplier nanoTime) {
        this.ask = ask;
        this.nanoTime = nanoTime;
    }

    Future<UpstreamHealth> health(String name) {
        long now = nanoTime.getAsLong();
        Probe known = probes.get(name);
        if (known != null && (!known.answer.isComplete() || now - known.askedAt < FRESH_NANOS)) {
            return known.answer;
        }
        Future<UpstreamHealth> answer = ask.apply(name)
                .otherwise(
                        failure -> UpstreamHealth.down(name, failure.getClass().getSimpleName()));
        Probe probe = new Probe(now, answer);
        probes.put(name, probe);
        answer.onSuccess(health -> {
            if (health.state() == State.UNKNOWN) {
                probes.remove(name, probe);
            }
        });
        return answer;
    }

    private record Probe(long askedAt, Future<UpstreamHealth> answer) {}
}
