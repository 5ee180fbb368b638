package dev.postern.bench.endurance;

import dev.postern.bench.measure.Vitals;
import dev.postern.bench.peer.IdToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * A rabble for minutes, the configuration changed every few seconds, and what the gateway holds after a full collection
 * in between. Afterwards nobody is left: connections, tunnels and requests must be none, and the gateway must serve.
 */
public final class Soak {

    /** Sections of the configuration that make time-outs come soon. */
    public static final String SERVER = ", timeouts: { head: 1s, body: 1s, idle: 5s }";

    public static final String UPSTREAM = ", timeouts: { head: 1s, idle: 3s }";

    private static final int SAMPLES = 45;
    private static final int FEWEST = 12;
    private static final long CHANGE_EVERY = Duration.ofSeconds(5).toNanos();

    /**
     * What came of it.
     *
     * @param left what was still open half a minute after everybody went home; empty when nothing was
     */
    public record Result(List<Flatness> figures, String committed, long honestFailures, int reloads, String left) {

        public boolean isGood() {
            return figures.stream().allMatch(Flatness::isFlat) && left.isEmpty() && honestFailures == 0;
        }

        /** Markdown. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder(
                    "| after a full collection | middle third | last third | range | |\n" + "|---|---|---|---|---|\n");
            figures.forEach(figure -> text.append(figure).append('\n'));
            return text.append(String.format(
                            Locale.ROOT,
                            "%n%s; %d reloads; honest clients that failed: %d; left open at the end: %s%n",
                            committed,
                            reloads,
                            honestFailures,
                            left.isEmpty() ? "nothing" : left))
                    .toString();
        }
    }

    private final Site site;
    private final Path jcmd;
    private final Duration time;
    private final int perSecond;

    /** @param jcmd of the JDK that runs the gateway */
    public Soak(Site site, Path jcmd, Duration time, int perSecond) {
        this.site = site;
        this.jcmd = jcmd;
        this.time = time;
        this.perSecond = perSecond;
    }

    public Result run() throws IOException, InterruptedException {
        String token = site.firstKey().mint(1).get(0);
        Rabble rabble = new Rabble(site.port(), token, IdToken.tampered(token), perSecond, time.toNanos());
        List<Vitals> vitals = new ArrayList<>();
        List<Double> connections = new ArrayList<>();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        long every = time.toNanos() / SAMPLES;
        long changeDue = began + CHANGE_EVERY;
        long sampleDue = began + every;
        while (System.nanoTime() < end) {
            long due = Math.min(end, Math.min(changeDue, sampleDue));
            Site.until(Duration.ofNanos(Math.max(1, due - System.nanoTime())), () -> false);
            if (System.nanoTime() >= changeDue) {
                changeDue = System.nanoTime() + CHANGE_EVERY;
                site.change();
            }
            if (System.nanoTime() < sampleDue || System.nanoTime() >= end) {
                continue;
            }
            sampleDue = Math.max(sampleDue + every, System.nanoTime());
            Vitals now = Vitals.of(site.process().toHandle(), jcmd);
            vitals.add(now);
            connections.add(site.metric("postern_connections"));
            System.err.printf(
                    Locale.ROOT,
                    "%4d s  heap %6.1f MiB  direct %6.1f MiB  RSS %4d MiB  %4d descriptors  %4.0f connections%n",
                    (System.nanoTime() - began) / 1_000_000_000L,
                    now.heapKiB() / 1024.0,
                    now.directKiB() / 1024.0,
                    now.residentKiB() / 1024,
                    now.descriptors(),
                    connections.get(connections.size() - 1));
        }
        rabble.awaitEnd();
        if (vitals.size() < FEWEST) {
            throw new IllegalStateException("only " + vitals.size() + " samples: this machine is too busy to tell");
        }
        StringBuilder committed = new StringBuilder();
        rabble.committed().forEach((misdeed, count) -> committed
                .append(committed.isEmpty() ? "" : ", ")
                .append(misdeed.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .append(' ')
                .append(count));
        return new Result(
                List.of(
                        figure("heap, MiB", "MiB", vitals, v -> v.heapKiB() / 1024.0, 0.05, 1),
                        figure("direct memory, MiB", "MiB", vitals, v -> v.directKiB() / 1024.0, 0.05, 1),
                        figure("open descriptors", "", vitals, Vitals::descriptors, 0.10, 30),
                        new Flatness("client connections", "", connections, 0.10, 30)),
                committed.toString(),
                rabble.honestFailures(),
                (int) site.reloads(),
                left());
    }

    private static Flatness figure(
            String name,
            String unit,
            List<Vitals> vitals,
            ToDoubleFunction<Vitals> figure,
            double share,
            double constant) {
        return new Flatness(
                name, unit, vitals.stream().map(figure::applyAsDouble).toList(), share, constant);
    }

    /** The metrics are asked for on the admin port, which counts for itself. */
    private String left() {
        List<String> gauges = List.of("postern_connections", "postern_tunnels", "postern_in_flight_requests");
        Site.until(Duration.ofSeconds(30), () -> gauges.stream().allMatch(gauge -> site.metric(gauge) == 0));
        StringBuilder left = new StringBuilder();
        for (String gauge : gauges) {
            double value = site.metric(gauge);
            if (value != 0) {
                left.append(gauge).append(' ').append(value).append(' ');
            }
        }
        if (site.log().contains("LEAK:") || site.log().contains("OutOfMemory")) {
            left.append("the log reports a leak");
        }
        return left.toString();
    }
}
