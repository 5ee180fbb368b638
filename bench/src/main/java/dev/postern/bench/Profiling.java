package dev.postern.bench;

import dev.postern.bench.measure.Wrk;
import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.NativePeer;
import dev.postern.bench.peer.Peer;
import dev.postern.bench.peer.PeerCheck;
import dev.postern.bench.peer.Workplace;
import dev.postern.bench.profile.SampledProcess;
import dev.postern.bench.profile.StackGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/profile}: the same load as {@code bench/run}, and where the gateway's CPU time goes. */
@Command(
        name = "bench/profile",
        mixinStandardHelpOptions = true,
        description = "Where the gateway's CPU time, or what it allocates, goes under the load of bench/run.")
public final class Profiling implements Callable<Integer> {

    @Option(names = "--seconds", defaultValue = "5", description = "How long is sampled (5).")
    private int seconds;

    @Option(names = "--warm-up", defaultValue = "30", description = "Seconds of load before that (30).")
    private int warmUp;

    @Option(names = "--event", defaultValue = "cpu", description = "cpu or alloc (cpu).")
    private String event;

    @Option(names = "--rows", defaultValue = "40", description = "Rows of each table (40).")
    private int rows;

    @Option(names = "--tokens", defaultValue = "1", description = "Different tokens sent in turn (1).")
    private int tokens;

    @Option(names = "--stacks", description = "Also keeps the stacks, in collapsed form, in this file.")
    private Path stacks;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Profiling()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Workplace workplace = new Workplace(tokens)) {
            PeerCheck check = new PeerCheck(workplace.tokens().get(0));
            Peer origin = NativePeer.origin(workplace);
            check.awaitStart(origin, origin.start(workplace), workplace);
            List<String> java = new ArrayList<>(gateway.java());
            // Compiled code keeps no exact positions otherwise.
            java.addAll(List.of("-XX:+UnlockDiagnosticVMOptions", "-XX:+DebugNonSafepoints"));
            GatewayPeer peer = new GatewayPeer("postern", java, gateway.jar(), Path.of("/dev/null"));
            Process process = peer.start(workplace);
            check.awaitStart(peer, process, workplace);
            check.check(peer);
            String url = "http://127.0.0.1:" + peer.port() + "/notes";
            Wrk.Load load = new Wrk.Load(
                    Peer.LOAD_CORE,
                    64,
                    workplace.tokens(),
                    workplace.render("tokens.lua", Map.of()),
                    workplace.directory().resolve("tokens"));
            Wrk.run(load, warmUp, url);
            SampledProcess sampled = new SampledProcess(Path.of(java.get(0)), process.pid(), workplace.directory());
            sampled.start(event);
            Wrk wrk = Wrk.run(load, seconds, url);
            Path file = workplace.directory().resolve("stacks");
            sampled.stop(file);
            System.out.printf("%,d requests, %,.0f a second%n", wrk.requests(), wrk.perSecond());
            System.out.print(StackGroups.read(file).report(rows));
            if (stacks != null) {
                Files.copy(file, stacks);
            }
        }
        return 0;
    }
}
