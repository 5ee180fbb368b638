package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that listens by TLS, its certificates, and clients that show theirs. */
abstract class CertifiedListener {

    static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    static final String REQUIRED = "clientAuth: required, clientCa: clients.crt";
    static final String OPTIONAL = "clientAuth: optional, clientCa: clients.crt";

    @TempDir
    static Path directory;

    static Certificates certificates;

    RecordingUpstream upstream;
    GatewayUnderTest gateway;

    @BeforeAll
    static void certify() {
        certificates = Certificates.in(directory);
        certificates.issue("server", "DNS:localhost,IP:127.0.0.1");
        certificates.issue("client", "DNS:client.example");
        certificates.authority("stranger");
    }

    @BeforeEach
    void start() throws IOException {
        copy("ca.crt", "clients.crt");
        copy("server.crt", "tls.crt");
        copy("server.key", "tls.key");
        upstream = RecordingUpstream.start();
    }

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        upstream.close();
    }

    void serve(String clients) {
        ConfigResult read = read(clients);
        assertThat(read.problems().render()).isEmpty();
        gateway = GatewayUnderTest.start(read, Clock.systemUTC());
    }

    Gateway.ReloadResult reload(String clients) {
        return Await.result(gateway.gateway().reload(read(clients)));
    }

    ConfigResult read(String clients) {
        return read(clients, "");
    }

    ConfigResult read(String clients, String more) {
        return new ConfigReader(Map.of())
                .readText("""
                server:
                  { host: 127.0.0.1, port: 0, %sdrain: { delay: 0s, timeout: 1s },
                    tls: { cert: tls.crt, key: tls.key, %s } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - match: "ANY /{proxy+}"
                    authorizer: open
                    upstream: app
                    request:
                      headers:
                        X-Subject: $context.identity.clientCert.subjectDN
                        X-Issuer: $context.identity.clientCert.issuerDN
                        X-Serial: $context.identity.clientCert.serialNumber
                        X-From: $context.identity.clientCert.validity.notBefore
                        X-Until: $context.identity.clientCert.validity.notAfter
                        X-Pem: $context.identity.clientCert.clientCertPem
                """.formatted(more, clients, upstream.port()), directory.resolve("postern.yaml"));
    }

    static void copy(String from, String to) throws IOException {
        Files.copy(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }

    static TlsSocket client(String version) {
        return TlsSocket.trusting(directory.resolve("ca.crt")).version(version);
    }

    static TlsSocket client(String version, String certificate) {
        return client(version)
                .showing(directory.resolve(certificate + ".crt"), directory.resolve(certificate + ".key"));
    }

    /** The status of one request; 0 when there was no connection to send it by. */
    int status(TlsSocket client) {
        try (RawClient connected = RawClient.over(client.connect(gateway.port()))) {
            return connected.send(GET).response().status();
        } catch (AssertionError | UncheckedIOException e) {
            return 0;
        }
    }

    static Stream<DynamicTest> versions(String what, java.util.function.Consumer<String> test) {
        return Stream.of("TLSv1.2", "TLSv1.3")
                .map(version -> DynamicTest.dynamicTest(version + ": " + what, () -> test.accept(version)));
    }

    void assertRefused(TlsSocket client) {
        int before = refusals().size();
        assertThat(status(client)).isZero();
        Await.until("the refusal is logged", () -> refusals().size() == before + 1);
        assertThat(refusals().get(before).getString("sourceIp")).isEqualTo("127.0.0.1");
        assertThat(upstream.requests()).isEmpty();
    }

    List<JsonObject> refusals() {
        return gateway.accessLog().stream()
                .map(JsonObject::new)
                .filter(line -> "client_certificate_refused".equals(line.getString("reason")))
                .toList();
    }
}
