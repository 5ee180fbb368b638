package dev.postern.bench;

import dev.postern.bench.load.BodyClient;
import dev.postern.bench.load.Framing;
import dev.postern.bench.load.LoadOrigin;
import dev.postern.bench.load.Pace;
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

/** {@code bench/stream}: bodies far larger than memory, both ways and both framings, to receivers that stall. */
@Command(
        name = "bench/stream",
        mixinStandardHelpOptions = true,
        description =
                "1 GiB each way, with Content-Length and chunked, under a small heap, to a receiver that stalls and"
                        + " then reads slowly: equal SHA-256, and the gateway's peak RSS.",
        exitCodeListHeading = "Exit: 0 all bodies whole and the peak below the limit, 1 otherwise.%n")
public final class Streaming implements Callable<Integer> {

    private static final int SMALL_BUFFER = 64 << 10;

    @Option(names = "--mebibytes", defaultValue = "1024", description = "Length of each body (1024).")
    private long mebibytes;

    @Option(names = "--stall", defaultValue = "5", description = "Seconds the receiver reads nothing (5).")
    private int stall;

    @Option(names = "--rate", defaultValue = "96", description = "MiB a second it reads after that (96).")
    private long rate;

    @Option(names = "--limit", defaultValue = "180", description = "Peak RSS allowed, in MB (180).")
    private int limit;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Streaming()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Pace slow = new Pace(1 << 20, Duration.ofSeconds(stall), rate << 20);
        boolean good = true;
        try (Workplace workplace = new Workplace(1);
                LoadOrigin origin = new LoadOrigin(slow, SMALL_BUFFER)) {
            String token = workplace.tokens().get(0);
            GatewayPeer peer = new GatewayPeer("postern", gateway.java(), gateway.jar(), Path.of("/dev/null"));
            Path file = workplace.render(
                    "postern-load.yaml",
                    Map.of(
                            "port",
                            Integer.toString(peer.port()),
                            "origin",
                            Integer.toString(origin.port()),
                            "more",
                            ""));
            Process process = peer.start(workplace, file, Peer.PROXY_CORE);
            new PeerCheck(token).awaitStart(peer, process, workplace);
            BodyClient client = new BodyClient(peer.port(), "Authorization: Bearer " + token + "\r\n", SMALL_BUFFER);
            for (Framing framing : Framing.values()) {
                long began = System.nanoTime();
                BodyClient.Passage up = client.upload("/notes", mebibytes << 20, framing);
                good &= report("upload", framing, up, began, process);
                began = System.nanoTime();
                BodyClient.Passage down = client.download("/notes", mebibytes << 20, framing, slow);
                good &= report("download", framing, down, began, process);
            }
            long peak = ProcessCost.peakResidentKiB(process.toHandle()) / 1024;
            boolean small = peak <= limit;
            System.out.printf("peak RSS %d MB, limit %d MB: %s%n", peak, limit, small ? "kept" : "BROKEN");
            return good && small ? 0 : 1;
        }
    }

    private static boolean report(
            String way, Framing framing, BodyClient.Passage passage, long began, Process process) {
        System.out.printf(
                Locale.ROOT,
                "%-8s %-7s %,d bytes in %.1f s, status %d, SHA-256 %s, RSS %d MB%n",
                way,
                framing,
                passage.received().bytes(),
                (System.nanoTime() - began) / 1e9,
                passage.status(),
                passage.isWhole() ? "equal" : "DIFFERENT: " + passage,
                ProcessCost.residentKiB(process.toHandle()) / 1024);
        return passage.isWhole();
    }
}
