package dev.postern.bench;

import dev.postern.bench.measure.CoreTime;
import dev.postern.bench.measure.ProcessCost;
import dev.postern.bench.measure.Spread;
import dev.postern.bench.measure.WarmUp;
import dev.postern.bench.measure.Wrk;
import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.NativePeer;
import dev.postern.bench.peer.Peer;
import dev.postern.bench.peer.PeerCheck;
import dev.postern.bench.peer.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/run}: what a request costs each proxy, before the same origin, with the same token, on one core. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "CPU per request of nginx (plain), HAProxy (jwt_verify) and the packaged gateway, on one core.")
public final class Comparison implements Callable<Integer> {

    /** First aims, as multiples of the two peers. */
    private static final Map<String, Double> AIMS = Map.of("nginx-plain", 1.6, "haproxy-jwt", 0.6);

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds; peers alternate inside each (3).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "4", description = "Length of one run of wrk (4).")
    private int seconds;

    @Option(names = "--connections", defaultValue = "64", description = "Connections of wrk (64).")
    private int connections;

    @Option(
            names = "--tokens",
            defaultValue = "1",
            description = "Different tokens sent in turn (1: every verification is cached).")
    private int tokens;

    @Option(names = "--access-log", defaultValue = "/dev/null", description = "Where the gateway logs (/dev/null).")
    private Path accessLog;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    private final Map<Peer, List<Round>> results = new LinkedHashMap<>();

    private record Round(double cpuMicros, Wrk wrk, double residentMb, double peakMb, CoreTime loadCore) {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Comparison()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(tokens)) {
            List<Peer> peers = new ArrayList<>(List.of(NativePeer.nginx(), NativePeer.haproxy()));
            peers.addAll(gateway.peers(accessLog));
            Map<Peer, Process> running = start(workplace, peers);
            Wrk.Load load = new Wrk.Load(
                    Peer.LOAD_CORE,
                    connections,
                    workplace.tokens(),
                    workplace.render("tokens.lua", Map.of()),
                    workplace.directory().resolve("tokens"));
            for (Peer peer : peers) {
                warmUp(peer, running.get(peer), load);
            }
            for (int round = 1; round <= rounds; round++) {
                for (Peer peer : peers) {
                    Round result = measure(peer, running.get(peer), load);
                    results.computeIfAbsent(peer, p -> new ArrayList<>()).add(result);
                    System.err.printf(
                            Locale.ROOT,
                            "round %d %-12s %6.1f us/req %8.0f req/s%n",
                            round,
                            peer.name(),
                            result.cpuMicros,
                            result.wrk.perSecond());
                }
            }
            report(peers);
        }
        return 0;
    }

    private Map<Peer, Process> start(Workplace workplace, List<Peer> peers) throws IOException, InterruptedException {
        PeerCheck check = new PeerCheck(workplace.tokens().get(0));
        Peer origin = NativePeer.origin(workplace);
        check.awaitStart(origin, origin.start(workplace), workplace);
        Map<Peer, Process> running = new LinkedHashMap<>();
        for (Peer peer : peers) {
            Process process = peer.start(workplace);
            check.awaitStart(peer, process, workplace);
            check.check(peer);
            running.put(peer, process);
        }
        return running;
    }

    private static String url(Peer peer) {
        return "http://127.0.0.1:" + peer.port() + "/notes";
    }

    private void warmUp(Peer peer, Process process, Wrk.Load load) throws IOException, InterruptedException {
        if (!peer.compilesAtRunTime()) {
            Wrk.run(load, 1, url(peer));
            return;
        }
        long requests = WarmUp.run(process.toHandle(), load, url(peer));
        System.err.printf(Locale.ROOT, "%s: warm after %,d requests%n", peer.name(), requests);
    }

    private Round measure(Peer peer, Process process, Wrk.Load load) throws IOException, InterruptedException {
        CoreTime core = CoreTime.of(Peer.LOAD_CORE);
        long before = ProcessCost.cpuMicros(process.toHandle());
        Wrk wrk = Wrk.run(load, seconds, url(peer));
        long spent = ProcessCost.cpuMicros(process.toHandle()) - before;
        if (wrk.faults() > 0) {
            throw new IllegalStateException(peer.name() + " failed " + wrk.faults() + " of " + wrk.requests());
        }
        return new Round(
                (double) spent / wrk.requests(),
                wrk,
                ProcessCost.residentKiB(process.toHandle()) / 1024.0,
                ProcessCost.peakResidentKiB(process.toHandle()) / 1024.0,
                CoreTime.of(Peer.LOAD_CORE).since(core));
    }

    private void report(List<Peer> peers) {
        double floor = cpu(peers.get(0)).median();
        StringBuilder text = new StringBuilder();
        text.append("| Peer | CPU µs/req, median (min–max) | × nginx-plain | req/s | p99 ms | RSS MB | peak RSS MB"
                + " | load core idle | steal |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Peer peer : peers) {
            List<Round> mine = results.get(peer);
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %,.0f | %.1f | %.0f | %.0f | %.0f %% | %.1f %% |%n",
                    peer.name(),
                    cpu(peer),
                    cpu(peer).median() / floor,
                    median(mine.stream().map(r -> r.wrk.perSecond()).toList()),
                    median(mine.stream().map(r -> r.wrk.p99Millis()).toList()),
                    median(mine.stream().map(Round::residentMb).toList()),
                    median(mine.stream().map(Round::peakMb).toList()),
                    100 * median(mine.stream().map(r -> r.loadCore.idleShare()).toList()),
                    100 * median(mine.stream().map(r -> r.loadCore.stealShare()).toList())));
        }
        text.append('\n');
        for (Peer subject : peers) {
            for (Peer other : peers) {
                Double aim = AIMS.get(other.name());
                if (aim != null && subject instanceof GatewayPeer) {
                    double ratio = cpu(subject).median() / cpu(other).median();
                    text.append(String.format(
                            Locale.ROOT,
                            "%s: %.2f x %s (by the cheapest rounds %.2f), aim %.1f: %s%n",
                            subject.name(),
                            ratio,
                            other.name(),
                            cpu(subject).least() / cpu(other).least(),
                            aim,
                            ratio <= aim ? "reached" : "MISSED"));
                }
            }
        }
        System.out.print(text);
    }

    private Spread cpu(Peer peer) {
        return Spread.of(results.get(peer).stream().map(Round::cpuMicros).toList());
    }

    private static double median(List<Double> values) {
        return Spread.of(values).median();
    }
}
