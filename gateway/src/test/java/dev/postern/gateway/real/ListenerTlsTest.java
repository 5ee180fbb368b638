package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.gateway.testing.TlsSocket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** TLS on the data port: the same guards as in clear text, by whichever way HTTP/1.1 was agreed on. */
@Tag("socket")
class ListenerTlsTest {

    private static final String ROUTES = """
            admin: { host: 127.0.0.1, port: 0 }
            upstreams: { app: { url: "http://127.0.0.1:%d" } }
            routes:
              - { match: "ANY /{name}", authorizer: open, upstream: app }
              - { match: "ANY /closed/{name}", authorizer: deny, upstream: app }
            """;

    @TempDir
    private static Path directory;

    private static RecordingUpstream upstream;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        Certificates certificates = Certificates.in(directory);
        certificates.authority("stranger");
        certificates.issue("server", "DNS:localhost,IP:127.0.0.1");
        upstream = RecordingUpstream.start();
        gateway = start("cert: server.crt, key: server.key", "http2: true");
    }

    private static GatewayUnderTest start(String tls, String more) {
        ConfigResult read = read(tls, more);
        assertThat(read.problems().render()).isEmpty();
        return GatewayUnderTest.start(read, Clock.systemUTC());
    }

    private static ConfigResult read(String tls, String more) {
        String server = "server: { host: 127.0.0.1, port: 0, tls: { " + tls + " }, " + more + " }\n";
        return new ConfigReader(Map.of())
                .readText(server + ROUTES.formatted(upstream.port()), directory.resolve("postern.yaml"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    private static TlsSocket client() {
        return TlsSocket.trusting(directory.resolve("ca.crt"));
    }

    private static Map<String, TlsSocket> clients() {
        return Map.of(
                "TLS 1.3 without ALPN", client(),
                "TLS 1.3 with ALPN", client().offering("http/1.1"),
                "TLS 1.2 without ALPN", client().version("TLSv1.2"),
                "TLS 1.2 with ALPN", client().version("TLSv1.2").offering("http/1.1"));
    }

    @TestFactory
    @DisplayName("a header that only looks like Content-Length is refused, and nothing behind it is served (SR-39)")
    Stream<DynamicTest> a_header_that_only_looks_like_content_length_is_refused() {
        return clients().entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey() + ": CVE-2026-102479", () -> {
                    upstream.reset();
                    try (RawClient client = RawClient.over(kind.getValue().connect(gateway.port()))) {
                        client.send("GET /a HTTP/1.1\r\nHost: h\r\nContent-Xength: 30\r\n\r\n"
                                + "GET /b HTTP/1.1\r\nHost: h\r\n\r\n");
                        assertThat(client.untilClosed())
                                .containsOnlyOnce("HTTP/1.1 ")
                                .startsWith("HTTP/1.1 400 ");
                    }
                    assertThat(upstream.requests()).isEmpty();
                }));
    }

    @TestFactory
    @DisplayName("an answer to an unread body arrives whole, then the connection ends (SR-48)")
    Stream<DynamicTest> an_answer_to_an_unread_body_arrives_whole() {
        return clients().entrySet().stream()
                .map(kind -> DynamicTest.dynamicTest(kind.getKey() + ": 403, then the end", () -> {
                    try (RawClient client = RawClient.over(kind.getValue().connect(gateway.port()))) {
                        client.send("POST /closed/a HTTP/1.1\r\nHost: h\r\nContent-Length: 200000\r\n\r\n"
                                + "x".repeat(100_000));
                        RawResponse answer = client.response();
                        assertThat(answer.status()).isEqualTo(403);
                        assertThat(answer.header("connection")).isEqualTo("close");
                        assertThat(answer.body()).contains("Forbidden");
                        assertThat(client.untilClosed()).isEmpty();
                    }
                    assertThat(upstream.requests()).isEmpty();
                }));
    }

    @Test
    void the_backend_hears_that_the_client_came_by_https() {
        try (RawClient client = RawClient.over(client().connect(gateway.port()))) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(200);
        }
        assertThat(upstream.requests())
                .singleElement()
                .asString()
                .contains("X-Forwarded-Proto: https\r\n", "X-Forwarded-Port: 443\r\n", "proto=https");
    }

    @Test
    @DisplayName("who does not begin the handshake, or leaves it half done, is sent away (SR-59)")
    void an_unfinished_handshake_ends() {
        try (GatewayUnderTest hasty = start("cert: server.crt, key: server.key", "timeouts: { head: 500ms }");
                RawClient silent = hasty.connect();
                RawClient halfway = hasty.connect()) {
            halfway.send(HexFormat.of().parseHex("16030100fa"));
            silent.untilClosed();
            halfway.untilClosed();
        }
    }

    @Test
    void nothing_older_than_tls_1_2_is_spoken() {
        String hello = "16030200310100002d0302" + "00".repeat(32) + "00" + "0006c013c00a002f" + "0100"; // TLS 1.1
        try (RawClient client = gateway.connect()) {
            client.send(HexFormat.of().parseHex(hello));
            assertThat(client.read()).as("an alert record").isEqualTo(21);
        }
    }

    @Test
    void clear_text_on_the_port_is_no_request() {
        try (RawClient client = gateway.connect()) {
            assertThat(client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").untilClosed())
                    .doesNotContain("HTTP/1.1 200");
        }
        assertThat(upstream.requests()).isEmpty();
    }

    @Test
    void alpn_with_http_1_1_alone_is_answered_with_it() throws IOException {
        try (SSLSocket socket = client().offering("http/1.1").connect(gateway.port())) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void files_that_cannot_be_used_are_named_with_their_place() throws IOException {
        Files.writeString(directory.resolve("words.txt"), "no certificate");
        Files.writeString(
                directory.resolve("broken.key"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(problem("cert: server.crt, key: stranger.key"))
                .contains(":1:", " server.tls.key: the key in ", " does not belong to the certificate in ");
        assertThat(problem("cert: words.txt, key: server.key"))
                .contains(" server.tls.cert: the file ", "words.txt holds no certificate that can be read; ");
        for (String key : List.of("words.txt", "server.crt", "broken.key")) {
            assertThat(problem("cert: server.crt, key: " + key))
                    .contains(" server.tls.key: the file ", key + " holds no private key that can be used; ");
        }
        assertThat(problem("cert: server.crt, key: server.key")).isEmpty();
    }

    private static String problem(String tls) {
        ConfigResult read = read(tls, "http2: true");
        ConfigurationCheck.compile(gateway.vertx(), read);
        return read.problems().render();
    }
}
