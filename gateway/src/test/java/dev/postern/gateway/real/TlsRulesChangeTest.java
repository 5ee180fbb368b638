package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.TlsSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Certificates and authorities that change, or expire, under a listener: who is still let in afterwards. */
@Tag("socket")
@Tag("attack")
class TlsRulesChangeTest extends CertifiedListener {

    @BeforeAll
    static void make() {
        certificates.issue("renewed", "DNS:localhost,IP:127.0.0.1");
    }

    @TestFactory
    @DisplayName(
            "who takes a session up again is still known, and no longer let in when the authorities change (SR-148)")
    Stream<DynamicTest> a_session_does_not_outlive_the_authorities() {
        return versions("resumed, then not", version -> {
            upstream.clear();
            serve(REQUIRED);
            try {
                TlsSocket client = client(version, "client");
                long began = session(client);
                Await.until("a session is taken up", () -> session(client) == began);
                assertThat(upstream.requests())
                        .isNotEmpty()
                        .allMatch(request -> request.contains("X-Subject: CN=client\r\n"));
                copy("stranger.crt", "clients.crt");
                assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
                upstream.clear();
                assertRefused(client);
                copy("ca.crt", "clients.crt");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                gateway.close();
                gateway = null;
            }
        });
    }

    /** When the session of a new connection began. */
    private long session(TlsSocket client) {
        try (SSLSocket socket = client.connect(gateway.port());
                RawClient connected = RawClient.over(socket)) {
            assertThat(connected.send(GET).response().status()).isEqualTo(200);
            return socket.getSession().getCreationTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("a session made without a certificate does not let anybody in when one becomes required (SR-148)")
    void a_session_without_a_certificate_ends_where_one_becomes_required() {
        serve(OPTIONAL);
        TlsSocket client = client("TLSv1.3");
        assertThat(status(client)).isEqualTo(200);
        assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
        upstream.clear();
        assertRefused(client);
    }

    @Test
    @DisplayName("a connection from before does not serve on when certificates become required (SR-148)")
    void a_connection_from_before_is_sent_away() {
        serve("clientAuth: none");
        try (RawClient before = RawClient.over(client("TLSv1.3").connect(gateway.port()))) {
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.APPLIED);
            upstream.clear();
            RawResponse answer = before.send(GET).response();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(answer.header("connection")).isEqualTo("close");
            assertThat(before.untilClosed()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
        assertThat(new JsonObject(gateway.accessLog(2).get(1)).getString("reason"))
                .isEqualTo("connection_outdated");
        assertRefused(client("TLSv1.3"));
        assertThat(status(client("TLSv1.3", "client"))).isEqualTo(200);
    }

    @Test
    @DisplayName("a certificate that expires while its connection is open is not good for another request (SR-148)")
    void a_certificate_that_expires_is_no_longer_good() {
        certificates.until("brief", Instant.now().plusSeconds(6));
        serve(REQUIRED);
        try (RawClient client = RawClient.over(client("TLSv1.3", "brief").connect(gateway.port()))) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
            Await.until("it has expired", () -> client.send(GET).response().status() == 421);
            assertThat(client.untilClosed()).isEmpty();
        }
        upstream.clear();
        assertRefused(client("TLSv1.3", "brief"));
    }

    @Test
    void a_renewed_certificate_is_shown_to_new_connections_and_the_old_ones_stay() throws Exception {
        serve("clientAuth: none");
        try (SSLSocket socket = client("TLSv1.3").connect(gateway.port());
                RawClient before = RawClient.over(socket)) {
            assertThat(before.send(GET).response().status()).isEqualTo(200);
            copy("renewed.crt", "tls.crt");
            assertThat(reload("clientAuth: none")).as("half of a pair").isEqualTo(Gateway.ReloadResult.REFUSED);
            assertThat(shown()).isEqualTo("CN=server");
            copy("renewed.key", "tls.key");
            assertThat(reload("clientAuth: none")).isEqualTo(Gateway.ReloadResult.APPLIED);
            assertThat(shown()).isEqualTo("CN=renewed");
            assertThat(before.send(GET).response().status()).isEqualTo(200);
        }
    }

    private String shown() throws IOException {
        try (SSLSocket socket = client("TLSv1.3").connect(gateway.port())) {
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    @Test
    @DisplayName("authorities that cannot be read never mean that anybody may enter (SR-148)")
    void broken_authorities_keep_the_old_rules() throws IOException {
        serve(REQUIRED);
        for (String content : List.of("", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n")) {
            Files.writeString(directory.resolve("clients.crt"), content);
            assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.REFUSED);
            assertThat(reload(OPTIONAL)).isEqualTo(Gateway.ReloadResult.REFUSED);
            assertRefused(client("TLSv1.3"));
        }
        Files.delete(directory.resolve("clients.crt"));
        assertThat(reload(REQUIRED)).isEqualTo(Gateway.ReloadResult.REFUSED);
        assertRefused(client("TLSv1.3"));
        assertThat(status(client("TLSv1.3", "client"))).isEqualTo(200);
    }
}
