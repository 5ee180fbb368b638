package dev.postern.bench;

import dev.postern.bench.endurance.DrainUnderLoad;
import dev.postern.bench.endurance.Site;
import dev.postern.bench.measure.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/drain}: whether a stop under load refuses or cuts somebody too early. */
@Command(
        name = "bench/drain",
        mixinStandardHelpOptions = true,
        description = "New connections at a steady rate through a whole SIGTERM.",
        exitCodeListHeading = "Exit: 0 none refused before the delay, none cut before the time-out; 1 otherwise.%n")
public final class Draining implements Callable<Integer> {

    @Option(names = "--rate", defaultValue = "500", description = "New connections a second (500).")
    private int rate;

    @Option(names = "--before", defaultValue = "10", description = "Seconds of load before the signal (10).")
    private int before;

    @Option(names = "--delay", defaultValue = "5", description = "server.drain.delay in seconds (5).")
    private int delay;

    @Option(names = "--timeout", defaultValue = "25", description = "server.drain.timeout in seconds (25).")
    private int timeout;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Draining()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String drain = ", drain: { delay: " + delay + "s, timeout: " + timeout + "s }";
        try (Site site = new Site(new Site.Plan(gateway.java(), gateway.jar(), Children.ANY_CORE, drain, ""))) {
            DrainUnderLoad.Result result = new DrainUnderLoad(
                            site,
                            rate,
                            Duration.ofSeconds(before),
                            Duration.ofSeconds(delay),
                            Duration.ofSeconds(timeout))
                    .run();
            System.out.println(result);
            System.out.println(result.isGood() ? "kept" : "BROKEN");
            return result.isGood() ? 0 : 1;
        }
    }
}
