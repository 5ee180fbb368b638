package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who sends byte by byte, and what one slow party may cost the others; single pauses are rows of {@code limits.txt}. */
@Tag("socket")
@Tag("attack")
class SlownessTest {

    private static final int STEP_MILLIS = 50;
    private static final String POST = "POST /a HTTP/1.1\r\nHost: h\r\n";

    private static String yaml(int port, String settings) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                cors: { allowOrigins: ["https://app.example.com"] }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(port, settings);
    }

    @Test
    @DisplayName("a head that comes byte by byte is 408 however busily it comes (SR-59)")
    void slowHead() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(yaml(upstream.port(), ""), ", timeouts: { head: 500ms }");
                RawClient client = gateway.connect()) {
            String answer = drip(client, "GET /a HTTP/1.1\r\nHost: h\r\nX-Slow: " + "x".repeat(4000), 1);
            assertThat(answer).startsWith("HTTP/1.1 408 ").containsIgnoringCase("X-Request-Id: ");
            assertThat(gateway.accessLog(1).get(0)).contains("\"status\":408", "\"reason\":\"head_timeout\"");
            assertThat(upstream.heads()).isZero();
        }
    }

    @Test
    void the_line_of_a_late_head_says_what_came_how_long_it_was_waited_for_and_what_was_answered() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(yaml(upstream.port(), ""), ", timeouts: { head: 300ms }")) {
            String[][] heads = {
                {"GET /a%2fb?token=secret HTTP/1.1\r\nHost:", "\"method\":\"GET\",\"path\":\"/a%2fb\",\"status\":408"},
                {"GET /a?token=secret HTTP/1.", "\"method\":null,\"path\":null,\"status\":408"}
            };
            for (int i = 0; i < heads.length; i++) {
                try (RawClient client = gateway.connect()) {
                    assertThat(client.send(heads[i][0]).untilClosed()).startsWith("HTTP/1.1 408 ");
                }
                String line = gateway.accessLog(i + 1).get(i);
                assertThat(line).contains(heads[i][1], "\"bytesOut\":29,").doesNotContain("secret");
                JsonObject json = new JsonObject(line);
                assertThat(json.getDouble("durationMs")).isGreaterThanOrEqualTo(300);
            }
        }
    }

    @Test
    @DisplayName(
            "a body that comes byte by byte goes on as long as it comes, and server.timeouts.total ends it (SR-59)")
    void slowBody() throws IOException {
        for (String framing : List.of("Content-Length: 100000", "Content-Length: 5000", "Transfer-Encoding: chunked")) {
            try (ScriptedUpstream upstream = new ScriptedUpstream();
                    GatewayUnderTest gateway = GatewayUnderTest.start(
                            yaml(upstream.port(), ""), ", timeouts: { body: 400ms, total: 1200ms }");
                    RawClient client = gateway.connect()) {
                client.send(POST + framing + "\r\n\r\n");
                String body = framing.startsWith("T") ? "1\r\nx\r\n".repeat(500) : "x".repeat(4000);
                String answer = drip(client, body, framing.startsWith("T") ? 6 : 1);
                assertThat(answer).startsWith("HTTP/1.1 504 ");
                assertThat(gateway.accessLog(1).get(0)).contains("\"reason\":\"total_timeout\"");
                Await.until("the upstream is left", () -> upstream.open() == 0);
                assertThat(upstream.heard()).noneMatch(HeardRequest::whole);
            }
        }
    }

    @Test
    @DisplayName("slow small bodies take no connection to the upstream: a pool of one serves everybody else (SR-59)")
    void slowSmallBodies() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream.port(), ", pool: { size: 1, queue: 0 }, timeouts: { pool: 100ms }"))) {
            List<RawClient> slow = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                slow.add(gateway.connect().send(POST + "Content-Length: 10\r\n\r\nhello"));
            }
            Await.until("all of them are under way", () -> LeaversTest.metrics(gateway)
                    .contains("postern_in_flight_requests 40.0"));
            try (RawClient quick = gateway.connect()) {
                for (int i = 0; i < 10; i++) {
                    assertThat(quick.send(POST + "Content-Length: 2\r\n\r\nhi")
                                    .response()
                                    .status())
                            .isEqualTo(200);
                }
            }
            slow.forEach(RawClient::close);
            gateway.accessLog(50);
        }
    }

    @Test
    @DisplayName("with pool.bodyBuffer 0B every body is streamed as it comes")
    void unbuffered() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream.port(), ", pool: { bodyBuffer: 0B }"));
                RawClient client = gateway.connect()) {
            client.send(POST + "Content-Length: 10\r\n\r\nhello");
            Await.until("the upstream hears of it", () -> upstream.heads() == 1);
            assertThat(client.send("world").response().status()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("beyond pool.queue nobody waits: 503 upstream_busy at once (SR-59)")
    void fullQueue() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream.port(), ", pool: { size: 1, queue: 1 }, timeouts: { pool: 10m, head: 10m }"))) {
            upstream.begin(List.of(new Answer("", Then.HANG, false)));
            List<RawClient> crowd = new ArrayList<>();
            try {
                // One is served and one waits on each of two event loops; the others are answered.
                for (int i = 0; i < 8; i++) {
                    crowd.add(gateway.connect().send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n"));
                }
                assertThat(gateway.accessLog(4)).hasSize(4).allSatisfy(line -> assertThat(line)
                        .contains("\"status\":503", "\"reason\":\"upstream_busy\""));
                assertThat(upstream.heads()).isLessThanOrEqualTo(2);
            } finally {
                crowd.forEach(RawClient::close);
            }
        }
    }

    @Test
    @DisplayName("an upstream that takes no connection in upstreams.NAME.timeouts.connect is 504 (SR-59)")
    void connectTimeout() throws IOException {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // A full accept queue: the kernel drops further handshakes.
            fill(deaf, queue);
            try (GatewayUnderTest gateway =
                            GatewayUnderTest.start(yaml(deaf.getLocalPort(), ", timeouts: { connect: 300ms }"));
                    RawClient client = gateway.connect()) {
                assertThat(client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n")
                                .response()
                                .status())
                        .isEqualTo(504);
                assertThat(gateway.accessLog(1).get(0)).contains("\"reason\":\"upstream_timeout\"");
            }
        } finally {
            for (Socket socket : queue) {
                socket.close();
            }
        }
    }

    private static void fill(ServerSocket deaf, List<Socket> queue) throws IOException {
        for (int i = 0; i < 16; i++) {
            Socket socket = new Socket();
            queue.add(socket);
            try {
                socket.connect(new InetSocketAddress(deaf.getInetAddress(), deaf.getLocalPort()), 300);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
        throw new AssertionError("the accept queue takes everybody");
    }

    /** Sends a piece about every {@value #STEP_MILLIS} ms until an answer comes; everything that came until the close. */
    private static String drip(RawClient client, String text, int piece) throws IOException {
        client.socket().setSoTimeout(STEP_MILLIS);
        for (int at = 0; at + piece <= text.length(); at += piece) {
            client.send(text.substring(at, at + piece));
            try {
                int first = client.socket().getInputStream().read();
                client.socket().setSoTimeout((int) Await.PATIENCE.toMillis());
                return (first < 0 ? "" : (char) first) + client.untilClosed();
            } catch (SocketTimeoutException nothingYet) {
                // The pace.
            }
        }
        throw new AssertionError("no answer to all of it");
    }
}
