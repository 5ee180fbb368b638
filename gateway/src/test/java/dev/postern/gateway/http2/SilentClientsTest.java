package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ScarceMemory;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients hold who neither read nor send: it counts as memory, and no longer than a moment once that is scarce. */
@Tag("socket")
class SilentClientsTest {

    /** Nobody here is ever ended by the ordinary patience. */
    private static final String YAML = """
            server:
              host: 127.0.0.1
              port: 0
              drain: { delay: 0s, timeout: 2s }
              tls: { cert: server.crt, key: server.key }
              timeouts: { head: 10m, body: 10m, idle: 10m }
            admin: { host: 127.0.0.1, port: 0 }
            upstreams: { app: { url: "${UPSTREAM}", timeouts: { head: 10m, idle: 10m } } }
            routes:
              - { match: "ANY /{name}", authorizer: open, upstream: app }
            """;

    private static final String LARGE = "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + "x".repeat(2_000_000);

    @TempDir
    private static Path directory;

    private SecureGateway secure;
    private FrameClient client;

    @BeforeEach
    void start() {
        secure = SecureGateway.of(YAML, directory, RecordingUpstream.start());
        client = secure.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        secure.close();
    }

    private int held() {
        return ScarceMemory.heldStreams(secure.gateway().gateway());
    }

    private void memoryIsScarce() {
        ScarceMemory.begin(secure.gateway().gateway());
    }

    /** What was sent is read, and what comes of it is done. */
    private void turnTheLoop() {
        for (int i = 0; i < 20; i++) {
            int pongs = client.pongs();
            client.send("PING");
            Await.until("an answer to a ping", () -> client.pongs() > pongs);
        }
    }

    @ParameterizedTest(name = "a window of {0}")
    @ValueSource(ints = {0, 1})
    @DisplayName("an answer counts as memory until it is read, although its request is over (SR-66)")
    void unread_answers_count(int window) {
        client.begin("SETTINGS 4=" + window).send("20 x HEADERS {n} END | GET /a");
        secure.gateway().accessLog(20);
        Await.until("all are held", () -> held() == 20);
        client.send("20 x WINDOW {n} 2");
        Await.until("they are read", () -> held() == 0);
        assertThat(client.answer(39).body()).isEqualTo("ok");
    }

    @Test
    @DisplayName("answers that were not read count no longer when their client leaves (SR-66)")
    void leavers_hold_nothing() {
        client.begin("SETTINGS 4=0").send("20 x HEADERS {n} END | GET /a");
        secure.gateway().accessLog(20);
        client.send("RST 1 8");
        Await.until("one is taken back", () -> held() == 19);
        client.leave();
        Await.until("and the others", () -> held() == 0);
    }

    @ParameterizedTest(name = "a window of {0}")
    @ValueSource(ints = {0, 1})
    @DisplayName("who does not read an answer that is there loses the stream once memory is scarce (SR-59)")
    void unread_answers_end(int window) {
        client.begin("SETTINGS 4=" + window).send("HEADERS 1 END | GET /a");
        secure.gateway().accessLog(1);
        memoryIsScarce();
        Await.until("a reset", () -> client.stream(1).reset() == 8);
        Await.until("nothing is held", () -> held() == 0);
    }

    @Test
    @DisplayName("who does not even read that a stream is reset loses the connection (SR-59)")
    void unread_resets_end_the_connection() throws IOException {
        secure.upstream().answer("HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + "x".repeat(30_000));
        Socket plain = new Socket();
        plain.setReceiveBufferSize(4096);
        plain.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), secure.gateway().port()));
        try (Socket deaf = secure.tls().offering("h2").over(plain)) {
            OutputStream out = deaf.getOutputStream();
            out.write(FrameClient.PREFACE.getBytes(StandardCharsets.US_ASCII));
            out.write(FrameText.bytes("SETTINGS 4=1000000"));
            out.write(FrameText.bytes("WINDOW 0 100000000"));
            for (int asked = 0; asked < 3000 && held() < 20; asked += 50) {
                for (int stream = 2 * asked + 1; stream < 2 * asked + 100; stream += 2) {
                    out.write(FrameText.bytes("HEADERS " + stream + " END | GET /a"));
                }
                secure.gateway().accessLog(asked + 50);
            }
            assertThat(held()).isPositive();
            memoryIsScarce();
            Await.until("nothing is held", () -> held() == 0);
        }
    }

    @Test
    @DisplayName("who stopped to read before memory was scarce is not waited for either (SR-59)")
    void pauses_of_before_end() {
        secure.upstream().answer(LARGE);
        client.begin("SETTINGS 4=10").send("HEADERS 1 END | GET /a");
        Await.until("it comes", () -> client.stream(1).body().length() == 10);
        turnTheLoop();
        memoryIsScarce();
        Await.until("a reset", () -> client.stream(1).reset() == 2);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"content-length: 10", "x-length: unknown"})
    @DisplayName("who stopped to send before memory was scarce is not waited for either (SR-59)")
    void bodies_of_before_end(String header) {
        client.begin("SETTINGS").send("HEADERS 1 | POST /a | " + header).send("DATA 1 hello");
        turnTheLoop();
        assertThat(held()).isEqualTo(1);
        memoryIsScarce();
        assertThat(client.answer(1).status()).isEqualTo("408");
    }

    @Test
    @DisplayName("a body by HTTP/1 that stopped before memory was scarce is not waited for either (SR-59)")
    void bodies_by_http1_end() {
        try (RawClient old =
                RawClient.over(secure.tls().connect(secure.gateway().port()))) {
            old.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nhello");
            Await.until("it is under way", () -> secure.upstream().connections() == 1);
            memoryIsScarce();
            assertThat(old.response().status()).isEqualTo(408);
        }
    }

    @Test
    @DisplayName("who began a head before memory was scarce is not waited for, whatever else is under way (SR-59)")
    void heads_of_before_end() {
        client.begin("SETTINGS")
                .send("HEADERS 1 | POST /a | content-length: 10")
                .send("HEADERS 3 OPEN | GET /a");
        Await.until("the first is under way", () -> held() == 1);
        memoryIsScarce();
        Await.until("a GOAWAY", () -> client.goAway() == 0);
        Await.until("the close", client::closed);
        assertThat(secure.gateway().accessLog(2))
                .anyMatch(line -> line.contains("\"status\":408")
                        && line.contains("\"reason\":\"head_timeout\"")
                        && new JsonObject(line).getDouble("durationMs") > 0);
    }
}
