package dev.postern.gateway.http2;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.real.Certificates;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** A gateway that listens by TLS with HTTP/2, before an upstream that keeps the very bytes of every request. */
final class SecureGateway implements AutoCloseable {

    private final Path directory;
    private final RecordingUpstream upstream;
    private final GatewayUnderTest gateway;

    private SecureGateway(Path directory, RecordingUpstream upstream, GatewayUnderTest gateway) {
        this.directory = directory;
        this.upstream = upstream;
        this.gateway = gateway;
    }

    /** With a configuration under {@code cases/h2/gateways}. */
    static SecureGateway named(String name, Path directory) {
        try (InputStream yaml = SecureGateway.class.getResourceAsStream("/cases/h2/gateways/" + name + ".yaml")) {
            if (yaml == null) {
                throw new IllegalArgumentException("no cases/h2/gateways/" + name + ".yaml");
            }
            return of(new String(yaml.readAllBytes(), StandardCharsets.UTF_8), directory, RecordingUpstream.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With this configuration, in which <code>${UPSTREAM}</code> is the upstream's URL. */
    static SecureGateway of(String yaml, Path directory, RecordingUpstream upstream) {
        certify(directory);
        ConfigResult read = new ConfigReader(Map.of("UPSTREAM", "http://127.0.0.1:" + upstream.port()))
                .readText(yaml, directory.resolve("postern.yaml"));
        return new SecureGateway(directory, upstream, GatewayUnderTest.start(read, Clock.systemUTC()));
    }

    /** Makes {@code server.crt}, {@code server.key} and {@code ca.crt}, unless they are there. */
    static void certify(Path directory) {
        if (!Files.exists(directory.resolve("server.crt"))) {
            Certificates.in(directory).issue("server", "DNS:localhost,IP:127.0.0.1");
        }
    }

    GatewayUnderTest gateway() {
        return gateway;
    }

    RecordingUpstream upstream() {
        return upstream;
    }

    TlsSocket tls() {
        return TlsSocket.trusting(directory.resolve("ca.crt"));
    }

    /** A connection on which nothing was said yet. */
    FrameClient connect() {
        return new FrameClient(tls().offering("h2").connect(gateway.port()));
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
