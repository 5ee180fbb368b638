package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Handshakes themselves: what they are limited to, and what is spoken in them. */
@Tag("socket")
@Tag("attack")
class HandshakesTest extends CertifiedListener {

    @BeforeAll
    static void make() {
        certificates.rsa("rsa");
    }

    @Test
    @DisplayName("handshakes count as connections: past the limit there is none (SR-59)")
    void handshakes_count_as_connections() {
        ConfigResult read = read("clientAuth: none", "limits: { connections: 1 }, ");
        gateway = GatewayUnderTest.start(read, Clock.systemUTC());
        List<RawClient> silent = new ArrayList<>();
        try {
            // One, sixteen that are heard out, sixteen that are told so after the handshake, and one more.
            for (int i = 0; i < 34; i++) {
                silent.add(gateway.connect());
            }
            assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                    .isEqualTo("connection_limit");
            assertThat(silent.get(33).untilClosed()).isEmpty();
        } finally {
            silent.forEach(RawClient::close);
        }
        Await.until("there is room again", () -> status(client("TLSv1.3")) == 200);
    }

    @Test
    @DisplayName("a handshake that does not come to an end is counted and ended (SR-59)")
    void a_slow_handshake_is_counted_and_ended() {
        gateway = GatewayUnderTest.start(read(REQUIRED, "timeouts: { head: 500ms }, "), Clock.systemUTC());
        try (RawClient silent = gateway.connect()) {
            silent.send(new byte[] {22, 3, 1, 2, 0, 1});
            assertThat(silent.untilClosed()).isEmpty();
        }
        assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                .isEqualTo("tls_timeout");
        String scrape = RawClient.connect(gateway.adminPort())
                .send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                .untilClosed();
        assertThat(scrape)
                .contains("postern_refusals_total{reason=\"tls_timeout\"} 1")
                .containsPattern("postern_certificate_expiry_seconds\\{certificate=\"server\"} 1\\.[0-9]+E9");
    }

    @TestFactory
    Stream<DynamicTest> a_certificate_with_an_rsa_key_does_as_well() throws IOException {
        copy("rsa.crt", "tls.crt");
        copy("rsa.key", "tls.key");
        serve("clientAuth: none");
        return versions("RSA", version -> assertThat(status(client(version))).isEqualTo(200));
    }

    @Test
    void suites_without_forward_secrecy_or_authenticated_encryption_are_not_spoken() {
        serve("clientAuth: none");
        List<String> weak = Arrays.stream(suites())
                .filter(suite -> suite.contains("_CBC_") || suite.startsWith("TLS_RSA_"))
                .toList();
        assertThat(weak).hasSizeGreaterThan(3);
        assertThat(status(client("TLSv1.2").suites(weak.toArray(String[]::new))))
                .isZero();
        assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("reason"))
                .isEqualTo("tls_refused");
        assertThat(status(client("TLSv1.2").suites("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")))
                .isEqualTo(200);
    }

    private static String[] suites() {
        try {
            return javax.net.ssl.SSLContext.getDefault()
                    .getSupportedSSLParameters()
                    .getCipherSuites();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
