package dev.postern.bench;

import dev.postern.bench.measure.Allocation;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/ab}: what the ordinary request costs this build, and what it cost another one. */
@Command(
        name = "bench/ab",
        mixinStandardHelpOptions = true,
        customSynopsis = "bench/ab [REF] [OPTIONS]",
        description = {
            "Bytes allocated and CPU time per request of two builds of the gateway, in alternating rounds.",
            "REF is the commit to compare with; the script has one that it takes without."
        },
        exitCodeListHeading = "Exit: 0 both within the limit, 1 otherwise.%n")
public final class Versus implements Callable<Integer> {

    @Option(names = "--baseline", required = true, hidden = true, description = "The jar (the script builds it).")
    private Path baseline;

    @Option(names = "--rounds", defaultValue = "11", description = "Rounds; the order alternates (11).")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "4", description = "Length of one run of wrk (4).")
    private int seconds;

    @Option(names = "--limit", defaultValue = "10", description = "How much more it may cost, in percent (10).")
    private double limit;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    /** One of the two builds. */
    private final class Side {
        private final GatewayPeer peer;
        private final Process process;
        private final Allocation allocation;
        private final List<Double> micros = new ArrayList<>();
        private final List<Double> bytes = new ArrayList<>();

        Side(String name, Path jar, Workplace workplace, PeerCheck check) throws IOException, InterruptedException {
            peer = new GatewayPeer(name, gateway.java(), jar, Path.of("/dev/null"));
            Path rendered = workplace.render("postern.yaml", Map.of("port", Integer.toString(peer.port())));
            // A file of its own: each would see the other's as a change of its configuration.
            Path file = Files.move(rendered, rendered.resolveSibling(name + ".yaml"));
            process = peer.start(workplace, file, Peer.PROXY_CORE);
            check.awaitStart(peer, process, workplace);
            check.check(peer);
            allocation = new Allocation(process.toHandle());
        }

        String url() {
            return "http://127.0.0.1:" + peer.port() + "/notes";
        }

        void measure(Wrk.Load load) throws IOException, InterruptedException {
            allocation.reset();
            long before = ProcessCost.cpuMicros(process.toHandle());
            Wrk wrk = Wrk.run(load, seconds, url());
            long spent = ProcessCost.cpuMicros(process.toHandle()) - before;
            long allocated = allocation.bytes();
            if (wrk.faults() > 0) {
                throw new IllegalStateException(peer.name() + " failed " + wrk.faults() + " of " + wrk.requests());
            }
            micros.add((double) spent / wrk.requests());
            bytes.add((double) allocated / wrk.requests());
        }
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new Versus()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(1)) {
            PeerCheck check = new PeerCheck(workplace.tokens().get(0));
            Peer origin = NativePeer.origin(workplace);
            check.awaitStart(origin, origin.start(workplace), workplace);
            Side before = new Side("baseline", baseline, workplace, check);
            Side now = new Side("current", gateway.jar(), workplace, check);
            Wrk.Load load = new Wrk.Load(
                    Peer.LOAD_CORE,
                    64,
                    workplace.tokens(),
                    workplace.render("tokens.lua", Map.of()),
                    workplace.directory().resolve("tokens"));
            for (Side side : List.of(before, now)) {
                long requests = WarmUp.run(side.process.toHandle(), load, side.url());
                System.err.printf(Locale.ROOT, "%s: warm after %,d requests%n", side.peer.name(), requests);
            }
            CoreTime core = CoreTime.of(Peer.PROXY_CORE);
            for (int round = 1; round <= rounds; round++) {
                for (Side side : round % 2 == 1 ? List.of(before, now) : List.of(now, before)) {
                    side.measure(load);
                    System.err.printf(
                            Locale.ROOT,
                            "round %2d  %-8s %6.1f us/req  %8.0f bytes/req%n",
                            round,
                            side.peer.name(),
                            side.micros.get(round - 1),
                            side.bytes.get(round - 1));
                }
            }
            return report(before, now, CoreTime.of(Peer.PROXY_CORE).since(core)) ? 0 : 1;
        }
    }

    private boolean report(Side before, Side now, CoreTime core) {
        double cpu =
                growth(Spread.of(before.micros).median(), Spread.of(now.micros).median());
        double cheapest =
                growth(Spread.of(before.micros).least(), Spread.of(now.micros).least());
        double allocated =
                growth(Spread.of(before.bytes).median(), Spread.of(now.bytes).median());
        System.out.printf(
                Locale.ROOT,
                "| per request, median (range) of %d rounds | baseline | current | more |%n|---|---|---|---|%n"
                        + "| CPU, µs | %s | %s | %+.1f %% (cheapest rounds %+.1f %%) |%n"
                        + "| allocated, bytes | %s | %s | %+.1f %% |%n%n"
                        + "limit %.0f %%: %s; steal on the proxy's core %.1f %%%n",
                rounds,
                Spread.of(before.micros),
                Spread.of(now.micros),
                cpu,
                cheapest,
                Spread.of(before.bytes),
                Spread.of(now.bytes),
                allocated,
                limit,
                cpu < limit && allocated < limit ? "kept" : "BROKEN",
                100 * core.stealShare());
        return cpu < limit && allocated < limit;
    }

    private static double growth(double before, double now) {
        return 100 * (now / before - 1);
    }
}
