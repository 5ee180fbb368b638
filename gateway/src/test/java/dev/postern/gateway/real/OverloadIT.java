package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More of everything than the packaged gateway may hold, under a heap of 48 MiB: it says 503 with Retry-After to what is
 * too much, never runs out of memory, and serves as ever when the flood is over.
 */
class OverloadIT {

    private static final String[] SMALL = {"-Xmx48m", "-XX:MaxDirectMemorySize=24m", "-XX:+ExitOnOutOfMemoryError"};
    private static final String MANY_BYTES = "x".repeat(30_000);
    private static final String HEAD = "GET /notes HTTP/1.1\r\nHost: h\r\nX-Flood: " + MANY_BYTES;
    private static final String SMALL_BODY =
            "POST /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 16000\r\n\r\n" + "x".repeat(15_000);
    private static final String CHUNKED_BODY =
            "POST /sink HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n7530\r\n" + MANY_BYTES + "\r\n";
    private static final String SLOW_ANSWER = "GET /slow?head=600000 HTTP/1.1\r\nHost: h\r\n\r\n";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<SocketChannel> flood = new ArrayList<>();
    private int refused;
    private NotesBackend backend;

    @BeforeEach
    void start() {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    }

    @AfterEach
    void stop() throws IOException {
        ebb();
        Await.result(vertx.close());
    }

    @Test
    @DisplayName("heads, bodies and waiting requests beyond server.limits.connections are 503 with Retry-After (SR-59)")
    void tooManyConnections() throws IOException {
        try (GatewayProcess gateway = gateway("limits: { connections: 300 }", "")) {
            for (String bytes : List.of(HEAD, SMALL_BODY, CHUNKED_BODY, SLOW_ANSWER)) {
                for (int i = 0; i < 700; i++) {
                    send(gateway, bytes);
                }
                Await.until("most are refused", () -> refusals() > 200);
                ebb();
                assertServes(gateway);
            }
            assertUnharmed(gateway);
        }
    }

    @Test
    @DisplayName("requests that find pool and queue full are 503 with Retry-After (SR-59)")
    void fullPool() throws IOException {
        try (GatewayProcess gateway = gateway("limits: { connections: 2000 }", ", pool: { size: 20, queue: 20 }")) {
            for (int i = 0; i < 800; i++) {
                send(gateway, SLOW_ANSWER);
            }
            Await.until("most are refused", () -> refusals() > 500);
            ebb();
            assertServes(gateway);
            assertUnharmed(gateway);
        }
    }

    @Test
    @DisplayName("a flood that the limits would allow and the memory does not is 503 with Retry-After (SR-59)")
    void tooMuchForTheMemory() throws IOException {
        try (GatewayProcess gateway = gateway("limits: { connections: 10000 }", "")) {
            for (String bytes : List.of(HEAD, SMALL_BODY, CHUNKED_BODY)) {
                for (int i = 0; i < 2_000; i++) {
                    send(gateway, bytes);
                }
                Await.until("some are refused", () -> refusals() > 0);
                ebb();
                assertServes(gateway);
            }
            assertThat(Call.to(gateway.adminPort(), "/metrics").get().body())
                    .as("the reason is counted, and so it is logged")
                    .containsPattern("postern_refusals_total\\{reason=\"overloaded\"} [1-9]");
            assertUnharmed(gateway);
        }
    }

    private GatewayProcess gateway(String server, String upstream) throws IOException {
        Path config = directory.resolve("overload.yaml");
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0, timeouts: { head: 1m, body: 1m }, %s }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { notes: { url: "http://127.0.0.1:%d", timeouts: { pool: 20s, head: 10m }%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: notes }
                """.formatted(server, backend.port(), upstream));
        return GatewayProcess.start(config, SMALL);
    }

    private void send(GatewayProcess gateway, String bytes) throws IOException {
        SocketChannel client = SocketChannel.open();
        flood.add(client);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        client.configureBlocking(false);
        try {
            // What does not fit is not sent: the gateway may have stopped to read.
            client.write(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException refusedAlready) {
            // Its answer is still to be read.
        }
    }

    /** Clients that were told 503 so far; nothing else may be said but that they took too long. */
    private int refusals() {
        int refusals = 0;
        ByteBuffer answer = ByteBuffer.allocate(4096);
        for (SocketChannel client : flood) {
            answer.clear();
            try {
                if (client.isOpen() && client.read(answer) > 0) {
                    String text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
                    if (text.startsWith("HTTP/1.1 408 ")) {
                        // It was heard out, and then silent.
                        continue;
                    }
                    assertThat(text).startsWith("HTTP/1.1 503 ").containsIgnoringCase("\r\nRetry-After: 1\r\n");
                    refusals++;
                }
            } catch (IOException reset) {
                // Cut after its answer was out.
            }
        }
        refused += refusals;
        return refused;
    }

    private void ebb() throws IOException {
        for (SocketChannel client : flood) {
            client.close();
        }
        flood.clear();
        refused = 0;
    }

    private static void assertServes(GatewayProcess gateway) {
        Await.until("it serves", () -> {
            try {
                return Call.to(gateway.port(), "/notes").get().statusCode() == 200;
            } catch (RuntimeException | AssertionError busy) {
                return false;
            }
        });
        for (int i = 0; i < 50; i++) {
            assertThat(Call.to(gateway.port(), "/notes").get().statusCode()).isEqualTo(200);
        }
    }

    private static void assertUnharmed(GatewayProcess gateway) {
        assertThat(gateway.isAlive()).isTrue();
        assertThat(gateway.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory", "ERROR");
    }
}
