package dev.postern.gateway.cli;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.ListenException;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.AccessLog;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code demo}: a user pool, a function, a backend and the gateway in one process on 127.0.0.1. Every key is made at start and kept
 * in memory only, so tokens of one demo are worth nothing in the next. Everything printed is a shell command or a
 * comment. Exit 0 after a stop, 1 when a port is taken.
 */
@Command(
        name = "demo",
        description = {
            "Start a development user pool, a function, the notes backend and the gateway before it, all on 127.0.0.1,"
                    + " and print curl lines to try.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    /** Which ports are used. */
    enum Ports {
        fixed,
        free
    }

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--ports",
            paramLabel = "fixed|free",
            defaultValue = "fixed",
            description =
                    "fixed: gateway 8080, admin 9090, backend 3000, function 9001, user pool 9229. free: any that are.")
    private Ports ports;

    @Option(names = "--mfa", description = "The user jdoe needs a code to sign in; it is printed here.")
    private boolean mfa;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        StopSignals signals = StopSignals.listen();
        Vertx vertx = Reactor.start(2);
        DemoStage stage;
        try {
            stage = DemoStage.start(vertx, ports == Ports.free, mfa, code -> {
                out.println("# " + code.medium() + " to " + code.destination() + ": " + code.code());
                out.flush();
            });
        } catch (ListenException e) {
            err.println("postern: " + advice(e));
            err.flush();
            return Exit.FAILED;
        }
        ConfigResult read = new ConfigReader(stage.placeholders()).readText(DemoStage.config(), DemoStage.CONFIG);
        Gateway.Settings settings = new Gateway.Settings(Clock.systemUTC(), AccessLog.standardOutput(), 2, null);
        return new Serving(vertx, settings, signals, err, DemoCommand::advice).serve(read, gateway -> {
            out.print(script(stage, gateway));
            out.flush();
            return () -> {};
        });
    }

    private static String advice(ListenException e) {
        return e.isTaken()
                ? e.problem() + "; stop what listens there, or let the demo choose: postern demo --ports free"
                : e.getMessage();
    }

    private static String script(DemoStage stage, Gateway gateway) {
        DevelopmentUserPool pool = stage.pool();
        NotesBackend backend = stage.backend();
        return new DemoScript(
                        Address.url(DemoStage.HOST, gateway.port()),
                        Address.url(DemoStage.HOST, gateway.adminPort()),
                        Address.url(DemoStage.HOST, backend.port()),
                        Address.url(DemoStage.HOST, stage.function().port()) + "/",
                        pool.endpoint(),
                        pool.clientId(),
                        pool.idToken("jdoe"))
                .text();
    }
}
