package dev.postern.bench.endurance;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * New connections at a steady rate through a whole stop, from before SIGTERM to the end of the process; one in ten asks
 * for an answer that takes a second. None may be refused before {@code drain.delay} is over, and none that was made
 * before may be cut before {@code drain.timeout} is.
 */
public final class DrainUnderLoad {

    /**
     * What came of it.
     *
     * @param connections made, or tried, before the delay was over
     * @param refusedEarly of those, refused
     * @param cut of those, not answered whole; and later ones whose answer had begun and was not whole
     * @param outlasting answers that came after the delay to connections made before its end
     * @param late connections tried afterwards
     * @param exit of the process; -1 when it did not end in time
     */
    public record Result(
            int connections,
            List<Call> refusedEarly,
            List<Call> cut,
            int outlasting,
            int late,
            int exit,
            double secondsToExit) {

        public boolean isGood() {
            return refusedEarly.isEmpty() && cut.isEmpty() && exit == 0 && outlasting > 0;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d connections before the delay was over: %d refused, %d cut, %d answered after it; %,d tried "
                            + "later; exit %d, %.1f s after SIGTERM%s%s",
                    connections,
                    refusedEarly.size(),
                    cut.size(),
                    outlasting,
                    late,
                    exit,
                    secondsToExit,
                    refusedEarly.isEmpty()
                            ? ""
                            : "; refused " + refusedEarly.subList(0, Math.min(3, refusedEarly.size())),
                    cut.isEmpty() ? "" : "; cut " + cut.subList(0, Math.min(3, cut.size())));
        }
    }

    private static final long SLOW_MILLIS = 1_000;

    private final Site site;
    private final int perSecond;
    private final Duration before;
    private final Duration delay;
    private final Duration timeout;

    /**
     * @param before how long it is loaded before the signal
     * @param delay as configured
     * @param timeout as configured
     */
    public DrainUnderLoad(Site site, int perSecond, Duration before, Duration delay, Duration timeout) {
        this.site = site;
        this.perSecond = perSecond;
        this.before = before;
        this.delay = delay;
        this.timeout = timeout;
    }

    public Result run() throws IOException, InterruptedException {
        Shots shots = new Shots(site.firstKey(), 1);
        SteadyLoad load = new SteadyLoad(
                site.port(),
                perSecond,
                number -> number % 10 == 0 ? shots.slow(number, SLOW_MILLIS) : shots.apply(number));
        Site.until(before, () -> false);
        long signalled = System.nanoTime();
        site.process().toHandle().destroy();
        boolean ended =
                site.process().waitFor(delay.plus(timeout).plusSeconds(5).toMillis(), TimeUnit.MILLISECONDS);
        double seconds = (System.nanoTime() - signalled) / 1e9;
        List<Call> calls = load.finish();
        return judge(calls, signalled + delay.toNanos(), ended ? site.process().exitValue() : -1, seconds);
    }

    private static Result judge(List<Call> calls, long delayOver, int exit, double seconds) {
        List<Call> refused = new ArrayList<>();
        List<Call> cut = new ArrayList<>();
        int connections = 0;
        int outlasting = 0;
        int late = 0;
        for (Call call : calls) {
            boolean early = call.isRefused() ? call.ended() < delayOver : call.connected() < delayOver;
            if (!early) {
                late++;
                if (!call.isRight() && call.started()) {
                    cut.add(call);
                }
                continue;
            }
            connections++;
            if (call.isRefused()) {
                refused.add(call);
            } else if (!call.isRight()) {
                cut.add(call);
            } else if (call.ended() > delayOver) {
                outlasting++;
            }
        }
        return new Result(connections, refused, cut, outlasting, late, exit, seconds);
    }
}
