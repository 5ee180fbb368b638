package dev.postern.bench;

import dev.postern.bench.load.FastClient;
import dev.postern.bench.load.LoadOrigin;
import dev.postern.bench.load.Pace;
import dev.postern.bench.load.SlowCrowd;
import dev.postern.bench.measure.ProcessCost;
import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.Peer;
import dev.postern.bench.peer.PeerCheck;
import dev.postern.bench.peer.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/slow}: whether a crowd of slow clients disturbs a fast one. */
@Command(
        name = "bench/slow",
        mixinStandardHelpOptions = true,
        description = "1,000 slow clients (heads, uploads, readers) and a fast one: its latency, alone and among them.",
        exitCodeListHeading = "Exit: 0 no error and p99 below the limit, 1 otherwise.%n")
public final class Crowding implements Callable<Integer> {

    private static final int WARM_UP_RATE = 2000;

    @Option(names = "--clients", defaultValue = "1000", description = "Slow clients (1000).")
    private int clients;

    @Option(names = "--seconds", defaultValue = "30", description = "How long the fast one asks (30).")
    private int seconds;

    @Option(names = "--rate", defaultValue = "200", description = "How often a second (200).")
    private int rate;

    @Option(names = "--limit", defaultValue = "50", description = "p99 allowed, in milliseconds (50).")
    private double limit;

    @Option(names = "--pool", description = "Upstream connections; the gateway's default without it.")
    private Integer pool;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Crowding()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(1);
                LoadOrigin origin = new LoadOrigin(Pace.EAGER, 0)) {
            String token = workplace.tokens().get(0);
            GatewayPeer peer = new GatewayPeer("postern", gateway.java(), gateway.jar(), Path.of("/dev/null"));
            Path file = workplace.render(
                    "postern-load.yaml",
                    Map.of(
                            "port", Integer.toString(peer.port()),
                            "origin", Integer.toString(origin.port()),
                            "more", pool == null ? "" : ", pool: { size: " + pool + " }"));
            Process process = peer.start(workplace, file, Peer.PROXY_CORE);
            new PeerCheck(token).awaitStart(peer, process, workplace);
            String headers = "Authorization: Bearer " + token + "\r\n";
            FastClient fast = new FastClient(peer.port(), "/notes", headers);
            fast.run(WARM_UP_RATE, Duration.ofSeconds(10));
            FastClient.Latencies alone = fast.run(rate, Duration.ofSeconds(10));
            report("alone", alone);
            FastClient.Latencies crowded;
            try (SlowCrowd crowd = new SlowCrowd(peer.port(), headers, clients, Duration.ofSeconds(1))) {
                crowd.gather(Duration.ofSeconds(60));
                crowded = fast.run(rate, Duration.ofSeconds(seconds));
                report("crowded", crowded);
                for (SlowCrowd.Slowness slowness : SlowCrowd.Slowness.values()) {
                    System.out.printf("%s thrown out %d times%n", slowness, crowd.thrownOut(slowness));
                }
            }
            System.out.printf("peak RSS %d MB%n", ProcessCost.peakResidentKiB(process.toHandle()) / 1024);
            boolean good = crowded.errors() == 0 && crowded.p99Millis() <= limit;
            System.out.printf(Locale.ROOT, "no error and p99 within %.0f ms: %s%n", limit, good ? "kept" : "BROKEN");
            return good ? 0 : 1;
        }
    }

    private static void report(String when, FastClient.Latencies seen) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %d requests, %d errors, p50 %.2f ms, p99 %.2f ms, most %.1f ms%n",
                when,
                seen.requests(),
                seen.errors(),
                seen.p50Millis(),
                seen.p99Millis(),
                seen.mostMillis());
    }
}
