package dev.postern.torture;

import dev.postern.gateway.attack.Issuer;
import dev.postern.gateway.attack.ScriptedUpstream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The command {@code torture/run}: replays the wire tables against any gateway, or records those of the page. */
public final class Torture {

    private static final PrintStream OUT = System.out;

    private static final String HELP = """
            torture/run HOST:PORT [options]   replays the wire tables against the gateway that listens there
            torture/run --record              records nginx, HAProxy and the stock Vert.x proxy in torture/recorded

              --upstream PORT    where the runner listens as the gateway's upstream (18080)
              --keys DIRECTORY   writes the issuer's jwks.json and public.pem there before it asks to go on
              --token TOKEN      a token that /guarded/ admits as jdoe, jdoe@example.com (else one of the runner's issuer,
                                 https://issuer.example/, audience notes)
              --has FEATURES     what the gateway is configured for, with commas: %s
              --only TEXT        only cases whose sentence holds this text
              --verbose          what came instead

            Configure the gateway so: everything goes to the upstream; with GUARD, /guarded/... asks for
            Authorization: Bearer; with DENIAL, /denied/... admits nobody; with BODY_LIMIT, POST /limited takes 8 bytes.
            With IDENTITY it sets X-Principal-Id, X-Username (jdoe) and X-Email on /guarded/... and nobody else can. Cases
            that need what it is not configured for, or a configuration of ours, are not applicable.
            """;

    private Torture() {}

    public static void main(String[] args) throws IOException {
        Deque<String> words = new ArrayDeque<>(List.of(args));
        if (words.isEmpty() || words.contains("--help")) {
            OUT.printf(HELP, String.join(",", names()));
            System.exit(words.isEmpty() ? 2 : 0);
        }
        if (words.peek().equals("--record")) {
            record();
            System.exit(0);
        }
        System.exit(replay(words));
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            names.add(feature.name().toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private static int replay(Deque<String> words) throws IOException {
        String place = words.pop();
        int colon = place.lastIndexOf(':');
        int upstreamPort = 18080;
        String token = null;
        String only = "";
        boolean verbose = false;
        Set<Feature> features = EnumSet.of(Feature.GUARD);
        while (!words.isEmpty()) {
            switch (words.pop()) {
                case "--upstream" -> upstreamPort = Integer.parseInt(words.pop());
                case "--token" -> token = words.pop();
                case "--only" -> only = words.pop();
                case "--verbose" -> verbose = true;
                case "--keys" -> {
                    Path directory = Files.createDirectories(Path.of(words.pop()));
                    Issuer.keySet(directory);
                    Issuer.publicPem(directory);
                    OUT.println("keys are in " + directory + "; press Enter when the gateway has them");
                    System.in.read();
                }
                case "--has" -> {
                    features.clear();
                    for (String name : words.pop().split(",")) {
                        features.add(Feature.valueOf(name.strip().toUpperCase(Locale.ROOT)));
                    }
                }
                default -> {
                    OUT.printf(HELP, String.join(",", names()));
                    return 2;
                }
            }
        }
        try (ForeignTarget target = new ForeignTarget(
                place.substring(0, colon),
                Integer.parseInt(place.substring(colon + 1)),
                new ScriptedUpstream(upstreamPort))) {
            if (token != null) {
                target.word("token", token);
            }
            return print(new Replay(target, features), only, verbose);
        }
    }

    private static int print(Replay replay, String only, boolean verbose) {
        int[] counts = new int[Verdict.Kind.values().length];
        WireTables.all().stream()
                .filter(each -> each.sentence().contains(only))
                .map(each -> replay.run(List.of(each)).get(0))
                .forEach(verdict -> {
                    counts[verdict.kind().ordinal()]++;
                    OUT.printf(
                            "%-4s %s%s%n",
                            verdict.kind().word(),
                            verdict.wireCase(),
                            verdict.kind() == Verdict.Kind.PASS
                                    ? ""
                                    : verdict.kind() == Verdict.Kind.NOT_APPLICABLE || verbose
                                            ? ": " + verdict.why()
                                            : "");
                });
        OUT.printf("%d passed, %d failed, %d not applicable%n", counts[0], counts[1], counts[2]);
        return counts[1] == 0 ? 0 : 1;
    }

    private static void record() throws IOException {
        try (NativePeer nginx = NativePeer.nginx()) {
            record(
                    "nginx",
                    "nginx " + version("nginx", "-v", "nginx/") + " with auth_request",
                    nginx,
                    NativePeer.NGINX_FEATURES);
        }
        try (NativePeer haproxy = NativePeer.haproxy()) {
            record(
                    "haproxy",
                    "HAProxy " + version("haproxy", "-v", "version ") + " with jwt_verify",
                    haproxy,
                    NativePeer.HAPROXY_FEATURES);
        }
        try (StockPeer stock = StockPeer.start()) {
            record("stock", "vertx-http-proxy 5.0.10 with JWTAuth and CorsHandler", stock, StockPeer.FEATURES);
        }
    }

    private static void record(String name, String title, ForeignTarget target, Set<Feature> features) {
        OUT.println(title + " ...");
        List<Verdict> verdicts = new Replay(target, features).run(WireTables.all());
        Recording.write(name, title, verdicts);
        for (Verdict.Kind kind : Verdict.Kind.values()) {
            OUT.println("  " + kind.word() + " "
                    + verdicts.stream()
                            .filter(verdict -> verdict.kind() == kind)
                            .count());
        }
    }

    private static String version(String program, String option, String before) throws IOException {
        Process process = new ProcessBuilder(NativePeer.path(program), option)
                .redirectErrorStream(true)
                .start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.substring(text.indexOf(before) + before.length()).split("\\s")[0];
    }
}
