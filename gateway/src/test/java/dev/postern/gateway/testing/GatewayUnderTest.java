package dev.postern.gateway.testing;

import dev.postern.gateway.ConfigurationException;
import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.AccessLog;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A real gateway on free loopback ports, from a YAML text. Ports and hosts of its own are added to the text, so that it
 * only says what the test is about. Close it after use.
 */
public final class GatewayUnderTest implements AutoCloseable {

    private static final String HEAD =
            "server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, timeout: 2s }%s }\nadmin: { host: 127.0.0.1, port: 0 }\n";

    private final Vertx vertx;
    private final Gateway gateway;
    private final Log log;

    private static final class Log extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
        }

        @Override
        public synchronized void write(byte[] b, int off, int len) {
            bytes.write(b, off, len);
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private GatewayUnderTest(Vertx vertx, Gateway gateway, Log log) {
        this.vertx = vertx;
        this.gateway = gateway;
        this.log = log;
    }

    /** Starts with the rest of a configuration: upstreams, authorizers, routes; no server or admin section. */
    public static GatewayUnderTest start(String yaml) {
        return start(yaml, "");
    }

    /** @param server further entries of the server section, such as {@code ", limits: { headerCount: 5 }"} */
    public static GatewayUnderTest start(String yaml, String server) {
        return start(read(yaml, server), Clock.systemUTC());
    }

    /** Starts with what a reader gave. */
    public static GatewayUnderTest start(ConfigResult read, Clock clock) {
        return start(read, clock, new VertxOptions());
    }

    /** @param options of the Vert.x it runs on; transport and event loops are set here */
    public static GatewayUnderTest start(ConfigResult read, Clock clock, VertxOptions options) {
        Vertx vertx = Vertx.vertx(options.setPreferNativeTransport(true).setEventLoopPoolSize(2));
        Log log = new Log();
        try {
            Gateway gateway = Await.result(
                    Gateway.start(vertx, new Gateway.Settings(clock, new AccessLog(log, 1 << 20), 2, null), read));
            Await.result(gateway.provisioned());
            return new GatewayUnderTest(vertx, gateway, log);
        } catch (AssertionError e) {
            Await.result(vertx.close());
            if (e.getCause() instanceof ConfigurationException configuration) {
                throw new AssertionError(configuration.problems().render(), e);
            }
            throw e;
        }
    }

    /** Reads a configuration as {@link #start(String, String)} does. */
    public static ConfigResult read(String yaml, String server) {
        return new ConfigReader(Map.of()).readText(String.format(HEAD, server) + yaml, Path.of("test.yaml"));
    }

    public int port() {
        return gateway.port();
    }

    public int adminPort() {
        return gateway.adminPort();
    }

    public Gateway gateway() {
        return gateway;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** Whole lines of the access log so far. */
    public List<String> accessLog() {
        return log.text().lines().toList();
    }

    /** Waits for that many lines of the access log and gives them. */
    public List<String> accessLog(int lines) {
        Await.until(
                lines + " access log lines in " + log.text(), () -> accessLog().size() >= lines);
        return accessLog();
    }

    /** A raw connection to the data port. */
    public RawClient connect() {
        return RawClient.connect(port());
    }

    @Override
    public void close() {
        Await.result(gateway.stopNow());
        Await.result(vertx.close());
    }
}
