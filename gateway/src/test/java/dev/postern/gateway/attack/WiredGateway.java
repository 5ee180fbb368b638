package dev.postern.gateway.attack;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A gateway with one of the configurations under {@code cases/wire/gateways}, before a {@link ScriptedUpstream}. */
final class WiredGateway implements WireTarget {

    private final ScriptedUpstream upstream = new ScriptedUpstream();
    private final ScriptedUpstream oddKeys = Issuer.oddKeySet();
    private final GatewayUnderTest gateway;
    private final Map<String, String> words = new LinkedHashMap<>();

    WiredGateway(String name) {
        try (InputStream yaml = WiredGateway.class.getResourceAsStream("/cases/wire/gateways/" + name + ".yaml")) {
            if (yaml == null) {
                throw new IllegalArgumentException("no cases/wire/gateways/" + name + ".yaml");
            }
            Path directory = Files.createTempDirectory("wire-");
            Map<String, String> environment = Map.of(
                    "UPSTREAM",
                    "http://127.0.0.1:" + upstream.port(),
                    "NOBODY",
                    "http://127.0.0.1:" + freePort(),
                    "JWKS",
                    Issuer.keySet(directory).toString(),
                    "ODD_KEYS",
                    "http://127.0.0.1:" + oddKeys.port());
            ConfigResult read = new ConfigReader(environment)
                    .readText(
                            new String(yaml.readAllBytes(), StandardCharsets.UTF_8), directory.resolve(name + ".yaml"));
            if (!read.usable()) {
                throw new IllegalArgumentException(
                        name + ":\n" + read.problems().render());
            }
            gateway = GatewayUnderTest.start(read, Clock.systemUTC());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        words.putAll(WireWords.of(upstream.port(), gateway.port()));
    }

    @Override
    public Map<String, String> words() {
        return words;
    }

    @Override
    public ScriptedUpstream upstream() {
        return upstream;
    }

    @Override
    public int port() {
        return gateway.port();
    }

    @Override
    public List<String> accessLog() {
        return gateway.accessLog();
    }

    @Override
    public String metrics() {
        return scrape(gateway);
    }

    static String scrape(GatewayUnderTest gateway) {
        try (RawClient admin = RawClient.connect(gateway.adminPort())) {
            return admin.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .response()
                    .body();
        }
    }

    /** Nobody listens on it: it was free a moment ago. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
        oddKeys.close();
    }
}
