package dev.postern.gateway.cli;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.ConfigurationException;
import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.AccessLog;
import dev.postern.gateway.observe.ApplicationLog;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code explain}: what the gateway would do with one request, by the gateway itself on a free port of 127.0.0.1. Keys
 * are fetched from the issuers as usual, no backend is called. Exit 0 when the request would reach its backend or is a
 * preflight that is answered, 3 when not, 2 when there is no telling because configuration or command line are wrong.
 */
@Command(
        name = "explain",
        description = {"Say step by step what the gateway would do with a request, without calling the backend.", ""})
final class ExplainCommand implements Callable<Integer> {

    private static final long PATIENCE_SECONDS = 15;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The configuration (YAML).")
    private Path file;

    @Parameters(index = "1", paramLabel = "REQUEST", description = "Method and target: \"GET /notes?page=2\".")
    private String request;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "HEADER",
            description = "'Name: value', or @FILE with one header on each line, which keeps a token off the command"
                    + " line. The Host is localhost unless given.")
    private List<String> headers = new ArrayList<>();

    @Option(
            names = {"-d", "--data"},
            paramLabel = "BODY",
            description = "The body, or @FILE.")
    private String body;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(
            names = "--invoke",
            description = "Call the functions that the request would call. Issuers are always asked for their keys.")
    private boolean invoke;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        RawRequest raw;
        try {
            raw = RawRequest.of(request, headers, body);
        } catch (RawRequest.Unwritable e) {
            err.println("postern: " + e.getMessage());
            return Exit.BAD_CONFIGURATION;
        }
        ConfigResult read = new ConfigReader(System.getenv()).read(file);
        ApplicationLog.level("error"); // what matters is printed
        Vertx vertx = Reactor.idle();
        try {
            if (read.usable()) {
                Explanation explanation =
                        new Explanation(invoke, read.config().server().tls());
                return explain(vertx, Loopback.of(read), raw, explanation);
            }
            ConfigurationCheck.compile(vertx, read);
            err.print(read.problems().render());
            return Exit.BAD_CONFIGURATION;
        } catch (ConfigurationException e) {
            err.print(read.problems().render());
            return Exit.BAD_CONFIGURATION;
        } finally {
            err.flush();
            vertx.close().await();
        }
    }

    private int explain(Vertx vertx, ConfigResult read, RawRequest raw, Explanation explanation) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Gateway.Settings settings = new Gateway.Settings(Clock.systemUTC(), AccessLog.none(), 1, explanation);
        Gateway gateway = Gateway.start(vertx, settings, read).await();
        gateway.tried()
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .transform(tried -> Future.succeededFuture())
                .await();
        RawAnswer answer = RawAnswer.to(raw.bytes(), gateway.port());
        Map<String, Object> unverified = explanation.wasDenied() ? UnverifiedClaims.of(raw) : Map.of();
        if (json) {
            out.println(explanation.json(raw.subject(), answer, unverified).encodePrettily());
            out.flush();
        } else {
            explanation.print(out, answer, unverified);
        }
        gateway.stopNow().await();
        return explanation.outcome().equals("refused") ? Exit.REFUSED : Exit.OK;
    }
}
