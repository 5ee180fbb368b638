package dev.postern.bench;

import dev.postern.bench.endurance.ReloadUnderLoad;
import dev.postern.bench.endurance.Site;
import dev.postern.bench.measure.Children;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/reload}: whether changes under load lose a request or let one in. */
@Command(
        name = "bench/reload",
        mixinStandardHelpOptions = true,
        description = "A steady load while the configuration changes, keys rotate and the backend restarts twice.",
        exitCodeListHeading = "Exit: 0 nothing failed, nothing was let in, every change was applied; 1 otherwise.%n")
public final class Reloading implements Callable<Integer> {

    @Option(names = "--rate", defaultValue = "500", description = "Requests a second (500).")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long (60).")
    private int seconds;

    @Option(names = "--reloads", defaultValue = "50", description = "Changes of the configuration (50).")
    private int reloads;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Reloading()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (Site site = new Site(new Site.Plan(gateway.java(), gateway.jar(), Children.ANY_CORE, "", ""))) {
            ReloadUnderLoad.Result result = new ReloadUnderLoad(site, rate, Duration.ofSeconds(seconds), reloads).run();
            System.out.println(result);
            boolean good = result.isGood(reloads);
            System.out.println(good ? "kept" : "BROKEN");
            return good ? 0 : 1;
        }
    }
}
