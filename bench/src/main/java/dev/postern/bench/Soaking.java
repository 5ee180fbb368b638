package dev.postern.bench;

import dev.postern.bench.endurance.Site;
import dev.postern.bench.endurance.Soak;
import dev.postern.bench.measure.Children;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code bench/soak}: whether what the gateway holds stays the same, whatever clients do. */
@Command(
        name = "bench/soak",
        mixinStandardHelpOptions = true,
        description = "Aborted clients, time-outs, WebSockets, reloads, bad tokens and slow readers at a bounded rate.",
        exitCodeListHeading =
                "Exit: 0 heap, direct memory and descriptors stayed flat and nothing was left; 1 otherwise.%n")
public final class Soaking implements Callable<Integer> {

    private static final String BEGIN = "<!-- soak: written by bench/soak --record -->";
    private static final String END = "<!-- soak: end -->";

    @Option(names = "--seconds", defaultValue = "600", description = "How long (600).")
    private int seconds;

    @Option(names = "--rate", defaultValue = "60", description = "Connections a second (60).")
    private int rate;

    @Option(names = "--record", description = "A page whose part between the soak marks is replaced by the result.")
    private Path record;

    @CommandLine.Mixin
    private GatewayOptions gateway;

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soaking()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<String> java = new ArrayList<>(gateway.java());
        java.add("-XX:NativeMemoryTracking=summary");
        Path jcmd = Path.of(java.get(0)).resolveSibling("jcmd");
        Site.Plan plan = new Site.Plan(java, gateway.jar(), Children.ANY_CORE, Soak.SERVER, Soak.UPSTREAM);
        try (Site site = new Site(plan)) {
            Soak.Result result = new Soak(site, jcmd, Duration.ofSeconds(seconds), rate).run();
            System.out.print(result);
            System.out.println(result.isGood() ? "flat" : "NOT FLAT");
            if (record != null) {
                record(result);
            }
            return result.isGood() ? 0 : 1;
        }
    }

    private void record(Soak.Result result) throws IOException {
        String page = Files.readString(record);
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IOException(record + " has no soak marks");
        }
        String text = BEGIN + "\n" + LocalDate.now() + ", `bench/soak --seconds " + seconds + " --rate " + rate
                + "`: **" + (result.isGood() ? "flat" : "not flat") + "**\n\n" + result;
        Files.writeString(record, page.substring(0, begin) + text + page.substring(end));
    }
}
