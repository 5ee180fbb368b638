package dev.postern.bench.endurance;

import dev.postern.bench.peer.IdToken;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A steady load while the configuration changes again and again, the issuer rotates its keys and the backend restarts
 * twice. A valid request may only be lost where no proxy could have kept it: it was under way, or came, while the
 * backend was down. No invalid one may be let in.
 */
public final class ReloadUnderLoad {

    /**
     * What a write may come upon after the backend's return: a kept connection of the old one, whose end the gateway has
     * not read yet. It must not be sent a second time.
     */
    private static final long STALE = Duration.ofSeconds(1).toNanos();

    /** How often the time may pass until every change was applied. */
    private static final int MOST_TIMES = 5;

    /** From the end of the backend to its return. Moments of {@link System#nanoTime}. */
    private record Gap(long from, long to) {
        boolean meets(Call call) {
            long until = call.kind() == Call.Kind.WRITE ? to + STALE : to;
            return call.begun() <= until && call.ended() >= from;
        }
    }

    /**
     * What came of it.
     *
     * @param lost valid requests that met a restart of the backend
     * @param failed valid requests that did not, and invalid ones that were neither let in nor answered 401
     * @param breaches invalid requests that were let in
     * @param reloads changes that were put in force
     */
    public record Result(
            int valid, int invalid, int lost, List<Call> failed, List<Call> breaches, int reloads, double p99Millis) {

        public boolean isGood(int expectedReloads) {
            return failed.isEmpty() && breaches.isEmpty() && reloads >= expectedReloads;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d valid requests: %d failed, %d lost while the backend was down, p99 %.1f ms; "
                            + "%,d invalid ones: %d let in; %d reloads%s",
                    valid,
                    failed.size(),
                    lost,
                    p99Millis,
                    invalid,
                    breaches.size(),
                    reloads,
                    failed.isEmpty() ? "" : "; first failures " + failed.subList(0, Math.min(5, failed.size())));
        }
    }

    private final Site site;
    private final int perSecond;
    private final Duration time;
    private final int reloads;

    public ReloadUnderLoad(Site site, int perSecond, Duration time, int reloads) {
        this.site = site;
        this.perSecond = perSecond;
        this.time = time;
        this.reloads = reloads;
    }

    public Result run() throws IOException, InterruptedException {
        Shots shots = new Shots(site.firstKey(), 10);
        IdToken nextKey = new IdToken("key-2");
        List<Gap> gaps = new ArrayList<>();
        long total = time.toNanos();
        SteadyLoad load = new SteadyLoad(site.port(), perSecond, shots);
        long began = System.nanoTime();
        int changed = 0;
        int step = 0;
        // A machine that is busy otherwise takes longer for its changes; it does not get away with fewer.
        while (System.nanoTime() - began < total
                || site.reloads() < reloads && System.nanoTime() - began < MOST_TIMES * total) {
            long passed = System.nanoTime() - began;
            if (changed < reloads && site.reloads() >= changed && passed >= total * changed / (reloads + 1)) {
                site.change();
                changed++;
            }
            if (step == 0 && passed > total * 2 / 8) {
                step++;
                // As an issuer does it: first the key, then tokens made with it.
                site.keys().publish(site.firstKey(), nextKey);
                shots.alsoOf(nextKey);
            } else if (step == 1 && passed > total * 3 / 8 || step == 3 && passed > total * 6 / 8) {
                step++;
                long from = System.nanoTime();
                site.restartBackend();
                gaps.add(new Gap(from, System.nanoTime()));
            } else if (step == 2 && passed > total * 5 / 8) {
                step++;
                shots.onlyOfTheNext();
                site.keys().publish(nextKey);
            }
            Site.until(Duration.ofMillis(50), () -> false);
        }
        List<Call> calls = load.finish();
        return judge(calls, gaps, (int) site.reloads());
    }

    private static Result judge(List<Call> calls, List<Gap> gaps, int reloads) {
        List<Call> failed = new ArrayList<>();
        List<Call> breaches = new ArrayList<>();
        List<Double> millis = new ArrayList<>();
        int valid = 0;
        int lost = 0;
        for (Call call : calls) {
            if (call.kind().isValid()) {
                valid++;
                millis.add(call.millis());
            }
            if (call.isBreach()) {
                breaches.add(call);
            } else if (!call.isRight()) {
                if (call.kind().isValid() && gaps.stream().anyMatch(gap -> gap.meets(call))) {
                    lost++;
                } else {
                    failed.add(call);
                }
            }
        }
        millis.sort(null);
        double p99 = millis.isEmpty() ? 0 : millis.get((int) (millis.size() * 0.99));
        return new Result(valid, calls.size() - valid, lost, failed, breaches, reloads, p99);
    }
}
