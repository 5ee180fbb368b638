package dev.postern.bench;

import dev.postern.bench.load.FastClient;
import dev.postern.bench.load.FloodProcess;
import dev.postern.bench.load.LoadOrigin;
import dev.postern.bench.load.Pace;
import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.IdToken;
import dev.postern.bench.peer.Peer;
import dev.postern.bench.peer.PeerCheck;
import dev.postern.bench.peer.Workplace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/flood}: whether a flood of badly signed tokens disturbs users whose tokens are known. */
@Command(
        name = "bench/flood",
        mixinStandardHelpOptions = true,
        description = "Connections with badly signed tokens, each a new one, beside users with a known token:"
                + " their latency before and during; and how often a new good token gets in.",
        exitCodeListHeading = "Exit: 0 no error and p99 below the limit, 1 otherwise.%n")
public final class Flooding implements Callable<Integer> {

    private static final int WARM_UP_RATE = 2000;
    private static final int NEWCOMERS = 200;

    /** What the flood's tokens are signed with. */
    enum Algorithm {
        RS256(256),
        ES256(64);

        private final int signatureBytes;

        Algorithm(int signatureBytes) {
            this.signatureBytes = signatureBytes;
        }
    }

    @Option(names = "--connections", defaultValue = "64", description = "Connections of the flood (64).")
    private int connections;

    @Option(names = "--addresses", defaultValue = "64", description = "Addresses it comes from (64).")
    private int addresses;

    @Option(names = "--algorithm", defaultValue = "ES256", description = "RS256 or ES256 (ES256).")
    private Algorithm algorithm;

    @Option(names = "--seconds", defaultValue = "20", description = "How long it lasts (20).")
    private int seconds;

    @Option(
            names = "--rate",
            defaultValue = "200",
            description = "How often a second the users ask, all together (200).")
    private int rate;

    @Option(names = "--users", defaultValue = "20", description = "Users with a known token, a connection each (20).")
    private int users;

    @Option(names = "--limit", defaultValue = "50", description = "p99 allowed, in milliseconds (50).")
    private double limit;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Flooding()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(1 + NEWCOMERS);
                LoadOrigin origin = new LoadOrigin(Pace.EAGER, 0)) {
            List<String> tokens = workplace.tokens();
            Path keys = workplace.directory().resolve("jwks.json");
            Files.writeString(keys, IdToken.withCurveKey(Files.readString(keys)));
            GatewayPeer peer = new GatewayPeer("postern", gateway.java(), gateway.jar(), Path.of("/dev/null"));
            Path file = workplace.render(
                    "postern-flood.yaml",
                    Map.of(
                            "port", Integer.toString(peer.port()),
                            "origin", Integer.toString(origin.port())));
            Process process = peer.start(workplace, file, Peer.PROXY_CORE);
            new PeerCheck(tokens.get(0)).awaitStart(peer, process, workplace);
            FastClient user = client(peer, tokens.get(0));
            user.run(WARM_UP_RATE, Duration.ofSeconds(10));
            report("before", user.run(users, rate, Duration.ofSeconds(10)));
            String sample = tokens.get(0);
            String signed = algorithm == Algorithm.RS256
                    ? sample.substring(0, sample.lastIndexOf('.'))
                    : IdToken.signedByCurve(sample);
            FastClient.Latencies during;
            int admitted = 0;
            FloodProcess.Counts heard;
            try (FloodProcess flood = new FloodProcess(
                    peer.port(), signed, algorithm.signatureBytes, connections, Math.max(1, addresses))) {
                user.run(users, rate, Duration.ofSeconds(5));
                FloodProcess.Counts first = flood.counts();
                during = user.run(users, rate, Duration.ofSeconds(seconds));
                heard = flood.counts().since(first);
                report("during", during);
                for (String newcomer : tokens.subList(1, tokens.size())) {
                    admitted += 1
                            - client(peer, newcomer)
                                    .run(50, Duration.ofMillis(20))
                                    .errors();
                }
            }
            if (heard.others() > 0) {
                System.out.printf("%d answered otherwise or lost, lastly %s%n", heard.others(), heard.problem());
            }
            System.out.printf(
                    Locale.ROOT,
                    "flood: %.0f requests a second, %.0f checked, %.0f shed; newcomers admitted at the first try: %d of"
                            + " %d%n",
                    (heard.unauthorized() + heard.unavailable()) / (double) seconds,
                    heard.unauthorized() / (double) seconds,
                    heard.unavailable() / (double) seconds,
                    admitted,
                    NEWCOMERS);
            boolean good = during.errors() == 0 && during.p99Millis() <= limit;
            System.out.printf(Locale.ROOT, "no error and p99 within %.0f ms: %s%n", limit, good ? "kept" : "BROKEN");
            return good ? 0 : 1;
        }
    }

    private static FastClient client(Peer peer, String token) {
        return new FastClient(peer.port(), "/notes", "Authorization: Bearer " + token + "\r\n");
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
