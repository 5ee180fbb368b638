package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM to the packaged gateway, as Kubernetes sends it. */
class DrainIT {

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private NotesBackend backend;

    @BeforeEach
    void start() {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    @Test
    void a_stop_in_order_serves_on_then_closes_and_lets_what_is_under_way_finish() throws IOException {
        try (GatewayProcess gateway = start("2s", "15s");
                RawClient kept = RawClient.connect(gateway.port());
                RawClient slow = RawClient.connect(gateway.port())) {
            assertThat(kept.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n")
                            .response()
                            .header("connection"))
                    .isNull();
            assertThat(ready(gateway)).isEqualTo(200);
            slow.send("GET /slow?head=5000 HTTP/1.1\r\nHost: h\r\n\r\n");
            Await.until("the slow request is under way", () -> gateway.metrics().contains("in_flight_requests 1.0"));

            gateway.terminate();
            Await.until("it is not ready", () -> ready(gateway) == 503);

            RawResponse last =
                    kept.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(last.status()).isEqualTo(200);
            assertThat(last.header("connection")).isEqualTo("close");
            assertThat(kept.untilClosed()).isEmpty();
            try (RawClient fresh = RawClient.connect(gateway.port())) {
                RawResponse answer =
                        fresh.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n").response();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("connection")).isEqualTo("close");
            }
            Await.until("the listener is closed", () -> isClosed(gateway));
            RawResponse finished = slow.response();
            assertThat(finished.status()).isEqualTo(200);
            assertThat(finished.body()).isEqualTo("chunk 1\n");
            assertThat(gateway.exit()).isZero();
            assertThat(gateway.output())
                    .filteredOn(line -> line.contains("/slow"))
                    .hasSize(1);
        }
    }

    @Test
    void a_web_socket_hears_that_the_gateway_is_going_away() throws IOException {
        try (GatewayProcess gateway = start("0s", "15s")) {
            WebSocketClient client = vertx.createWebSocketClient();
            WebSocket socket = Await.result(client.connect(gateway.port(), "127.0.0.1", "/ws"));
            CompletableFuture<String> echoed = new CompletableFuture<>();
            CompletableFuture<Short> code = new CompletableFuture<>();
            socket.textMessageHandler(echoed::complete);
            socket.closeHandler(v -> code.complete(socket.closeStatusCode()));
            socket.writeTextMessage("hello");
            assertThat(Await.result(Future.fromCompletionStage(echoed))).isEqualTo("hello");
            gateway.terminate();
            assertThat(Await.result(Future.fromCompletionStage(code))).isEqualTo((short) 1001);
            assertThat(gateway.exit()).isZero();
        }
    }

    @Test
    void a_second_signal_ends_it_at_once() throws IOException {
        try (GatewayProcess gateway = start("1m", "1m")) {
            gateway.terminate();
            Await.until("it is not ready", () -> ready(gateway) == 503);
            gateway.terminate();
            assertThat(gateway.exit()).isNotZero();
        }
    }

    @Test
    void a_request_that_takes_longer_than_the_drain_is_cut() throws IOException {
        try (GatewayProcess gateway = start("0s", "1s");
                RawClient slow = RawClient.connect(gateway.port())) {
            slow.send("GET /slow?head=600000 HTTP/1.1\r\nHost: h\r\n\r\n");
            Await.until("the slow request is under way", () -> gateway.metrics().contains("in_flight_requests 1.0"));
            gateway.terminate();
            assertThat(slow.untilClosed()).isEmpty();
            assertThat(gateway.exit()).isZero();
        }
    }

    @Test
    void with_nothing_under_way_it_ends_as_soon_as_its_delay_is_over() throws IOException {
        try (GatewayProcess gateway = start("0s", "1m");
                RawClient idle = RawClient.connect(gateway.port())) {
            assertThat(idle.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n")
                            .response()
                            .status())
                    .isEqualTo(200);
            gateway.terminate();
            assertThat(idle.untilClosed()).isEmpty();
            assertThat(gateway.exit()).isZero();
        }
    }

    private GatewayProcess start(String delay, String timeout) throws IOException {
        Path config = directory.resolve("drain.yaml");
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0, drain: { delay: %s, timeout: %s } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { notes: { url: "http://127.0.0.1:%d", timeouts: { head: 20m } } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: notes }
                """.formatted(delay, timeout, backend.port()));
        return GatewayProcess.start(config, "-Xmx64m");
    }

    private static int ready(GatewayProcess gateway) {
        return Call.to(gateway.adminPort(), "/health/ready").get().statusCode();
    }

    private static boolean isClosed(GatewayProcess gateway) {
        try (RawClient client = RawClient.connect(gateway.port())) {
            client.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n").response();
            return false;
        } catch (RuntimeException refused) {
            return true;
        }
    }
}
