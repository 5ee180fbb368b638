package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged gateway takes up renewed certificates, as certificate services and Kubernetes write them. */
class TlsReloadIT {

    private static final Duration LIVE = Duration.ofSeconds(5);
    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private Path directory;

    private RecordingUpstream upstream;

    @BeforeEach
    void start() {
        Certificates certificates = Certificates.in(directory);
        certificates.issue("first", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("second", "DNS:localhost,IP:127.0.0.1");
        upstream = RecordingUpstream.start();
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private Path config() throws IOException {
        return Files.writeString(directory.resolve("postern.yaml"), """
                server: { host: 127.0.0.1, port: 0, tls: { cert: mounted/tls.crt, key: mounted/tls.key } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(upstream.port()));
    }

    @Test
    void the_swap_of_a_mounted_secrets_data_link_is_live_within_five_seconds() throws IOException {
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        write(Files.createDirectory(mounted.resolve("..2026_11_20_01")), "first");
        Files.createSymbolicLink(mounted.resolve("..data"), Path.of("..2026_11_20_01"));
        Files.createSymbolicLink(mounted.resolve("tls.crt"), Path.of("..data/tls.crt"));
        Files.createSymbolicLink(mounted.resolve("tls.key"), Path.of("..data/tls.key"));
        try (GatewayProcess gateway = GatewayProcess.start(config(), "-Xmx64m");
                SSLSocket socket = connect(gateway);
                RawClient before = RawClient.over(socket)) {
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            write(Files.createDirectory(mounted.resolve("..2026_11_20_02")), "second");
            Path link = Files.createSymbolicLink(mounted.resolve("..data_tmp"), Path.of("..2026_11_20_02"));
            Files.move(link, mounted.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            assertLive(gateway, "CN=second");
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            assertThat(gateway.metrics()).contains("postern_config_reloads_total{result=\"success\"} 1.0");
        }
    }

    @Test
    void half_a_pair_keeps_the_old_certificate_until_the_other_half_comes() throws IOException {
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        write(mounted, "first");
        try (GatewayProcess gateway = GatewayProcess.start(config(), "-Xmx64m")) {
            copy("second.crt", mounted.resolve("tls.crt"));
            String refused = "postern_config_reloads_total{result=\"failure\"} 1.0";
            Await.until("the half is noticed", () -> gateway.metrics().contains(refused));
            assertThat(shown(gateway)).isEqualTo("CN=first");
            assertThat(gateway.log())
                    .contains("does not belong to the certificate in ")
                    .doesNotContain("Exception", "BEGIN");
            copy("second.key", mounted.resolve("tls.key"));
            assertLive(gateway, "CN=second");
        }
    }

    private void write(Path to, String pair) throws IOException {
        copy(pair + ".crt", to.resolve("tls.crt"));
        copy(pair + ".key", to.resolve("tls.key"));
    }

    private void copy(String from, Path to) throws IOException {
        Files.copy(directory.resolve(from), to, StandardCopyOption.REPLACE_EXISTING);
    }

    private SSLSocket connect(GatewayProcess gateway) {
        return TlsSocket.trusting(directory.resolve("ca.crt")).connect(gateway.port());
    }

    private String shown(GatewayProcess gateway) {
        try (SSLSocket socket = connect(gateway)) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertLive(GatewayProcess gateway, String name) {
        long written = System.nanoTime();
        Await.until(name + " is shown", () -> shown(gateway).equals(name));
        assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(LIVE);
    }
}
