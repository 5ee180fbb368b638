package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HAProxy says whom it passes a connection on for, by both versions of its protocol. */
@Tag("socket")
class HaproxyTest {

    /** Any address of this machine that is not HAProxy's own. */
    private static final String CLIENT = "127.0.0.5";

    @TempDir
    private Path directory;

    private RecordingUpstream upstream;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.start();
        Certificates.in(directory).issue("server", "DNS:localhost,IP:127.0.0.1");
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    private GatewayUnderTest gateway(String tls) {
        ConfigResult read = new ConfigReader(Map.of())
                .readText("""
                server:
                  { host: 127.0.0.1, port: 0, %sproxyProtocol: true,
                    trustedProxies: [127.0.0.1], drain: { delay: 0s, timeout: 1s } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(tls, upstream.port()), directory.resolve("postern.yaml"));
        return GatewayUnderTest.start(read, Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void the_client_of_haproxy_is_the_client(String option) throws IOException {
        try (GatewayUnderTest gateway = gateway("");
                Haproxy haproxy = Haproxy.before(gateway.port(), option, directory);
                RawClient client = RawClient.over(socket(haproxy))) {
            ask(gateway, client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void within_tls_too(String option) throws IOException {
        try (GatewayUnderTest gateway = gateway("tls: { cert: server.crt, key: server.key }, ");
                Haproxy haproxy = Haproxy.before(gateway.port(), option, directory);
                RawClient client = RawClient.over(
                        TlsSocket.trusting(directory.resolve("ca.crt")).over(socket(haproxy)))) {
            ask(gateway, client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "check")
    void haproxy_that_does_not_say_it_is_sent_away(String option) throws IOException {
        try (GatewayUnderTest gateway = gateway("");
                Haproxy haproxy = Haproxy.before(gateway.port(), option, directory);
                RawClient client = RawClient.over(socket(haproxy))) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.untilClosed()).isEmpty();
        }
        assertThat(upstream.requests()).isEmpty();
    }

    private static Socket socket(Haproxy haproxy) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), haproxy.port(), InetAddress.getByName(CLIENT), 0);
    }

    private void ask(GatewayUnderTest gateway, RawClient client) {
        client.send("GET /a HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.1\r\nX-Request-Id: mine\r\n\r\n");
        String id = client.response().header("x-request-id");
        assertThat(upstream.requests()).singleElement().asString().contains("\r\nX-Forwarded-For: " + CLIENT + "\r\n");
        // What haproxy itself tried out when it started is in the log as well.
        assertThat(gateway.accessLog(1).stream()
                        .map(JsonObject::new)
                        .filter(line -> id.equals(line.getString("requestId")))
                        .map(line -> line.getString("sourceIp")))
                .containsExactly(CLIENT);
    }
}
