package dev.postern.gateway.cli;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.observe.AccessLog;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code run}: the gateway, until it is told to stop. Exit 0 after a stop in order, 1 cannot start, 2 bad configuration. */
@Command(
        name = "run",
        description = {
            "Run the gateway.",
            "",
            "Standard output gets one line when it is ready, then the access log; the application log goes to standard"
                    + " error. SIGTERM drains, a second one ends at once.",
            ""
        })
final class RunCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..1",
            description = "The configuration (YAML). Without it the gateway is configured by POSTERN_ variables alone.")
    private Path file;

    @Option(
            names = "--event-loops",
            paramLabel = "N",
            description = "Event loops that serve clients; one per processor unless given.")
    private Integer eventLoops;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (eventLoops != null && (eventLoops < 1 || eventLoops > 1024)) {
            err.println("postern: --event-loops is a number from 1 to 1024, not " + eventLoops);
            return Exit.BAD_CONFIGURATION;
        }
        PrintWriter out = spec.commandLine().getOut();
        // What a plug-in prints must not be taken for a line of the access log, which has the descriptor itself
        // (SR-162).
        System.setOut(System.err);
        StopSignals signals = StopSignals.listen();
        ConfigReader reader = new ConfigReader(System.getenv());
        Supplier<ConfigResult> reading =
                file == null ? () -> reader.fromEnvironment(System.getenv()) : () -> reader.read(file);
        ConfigResult read = reading.get();
        int loops = eventLoops == null ? Runtime.getRuntime().availableProcessors() : eventLoops;
        Vertx vertx = Reactor.start(loops);
        Gateway.Settings settings = new Gateway.Settings(Clock.systemUTC(), AccessLog.standardOutput(), loops, null);
        return new Serving(vertx, settings, signals, err, Throwable::getMessage).serve(read, gateway -> {
            announce(gateway, out);
            return ReloadOnChange.watch(vertx, gateway, file, read, reading);
        });
    }

    private static void announce(Gateway gateway, PrintWriter out) {
        GatewayConfig config = gateway.config();
        String scheme = config.server().tls() == null ? "http" : "https";
        out.println("postern ready on "
                + Address.url(scheme, config.server().host(), gateway.port()) + " (admin "
                + Address.url(config.admin().host(), gateway.adminPort()) + ")");
        out.flush();
    }
}
