package dev.postern.bench;

import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.Peer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which gateway is started, and how. */
final class GatewayOptions {

    @Option(
            names = "--java",
            required = true,
            hidden = true,
            description = "The java command (the script finds Java 25).")
    private Path java;

    @Option(names = "--jar", required = true, hidden = true, description = "The packaged gateway.")
    private Path jar;

    @Option(names = "--heap", defaultValue = "256m", description = "Its heap (256m).")
    private String heap;

    @Option(names = "--direct", defaultValue = "128m", description = "Its direct memory (128m).")
    private String direct;

    @Option(names = "--flag", description = "One more flag of its JVM; may be repeated.")
    private List<String> flags = new ArrayList<>();

    @Option(
            names = "--also",
            description = "NAME=JAR: another build of the gateway, in the same rounds; may be repeated.")
    private Map<String, Path> others = new LinkedHashMap<>();

    @Option(
            names = "--variant",
            description =
                    "NAME=FLAG: the gateway once more with one more JVM flag, in the same rounds; may be repeated.")
    private Map<String, String> variants = new LinkedHashMap<>();

    /** The command without {@code -jar}: the flags of {@code ./postern}. */
    List<String> java() {
        List<String> command = new ArrayList<>(List.of(java.toString(), "-Xmx" + heap));
        command.addAll(List.of(
                "-XX:MaxDirectMemorySize=" + direct,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-Dvertx.disableContextTimings=true",
                "-Dvertx.disableMetrics=true",
                "-Dvertx.disableFileCaching=true",
                "-Dvertx.disableFileCPResolving=true"));
        if (knowsUnsafeOption()) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(flags);
        return command;
    }

    /** Java 17 does not start with the option that 24 and later want (JEP 498); its home says what it is. */
    private boolean knowsUnsafeOption() {
        try {
            Path home = java.toRealPath().getParent().getParent();
            return !Files.readString(home.resolve("release")).contains("JAVA_VERSION=\"17");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path jar() {
        return jar;
    }

    /** The gateway, and the other builds of it. */
    List<Peer> peers(Path accessLog) {
        List<Peer> peers = new ArrayList<>(List.of(new GatewayPeer("postern", java(), jar, accessLog)));
        others.forEach((name, path) -> peers.add(new GatewayPeer(name, java(), path, accessLog)));
        variants.forEach((name, flag) -> {
            List<String> command = java();
            command.addAll(List.of(flag.split(" ")));
            peers.add(new GatewayPeer(name, command, jar, accessLog));
        });
        return peers;
    }
}
