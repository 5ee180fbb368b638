package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of HTTP/2 does to its streams, and what becomes of the upstream. */
@Tag("socket")
class ClientLifeTest {

    private static final String ROUTES = """
            admin: { host: 127.0.0.1, port: 0 }
            upstreams: { app: { url: "${UPSTREAM}" }, live: { url: "http://127.0.0.1:%d" } }
            routes:
              - { match: "ANY /{name}", authorizer: open, upstream: app }
              - { match: "ANY /live/{name}", authorizer: open, upstream: live }
            """;

    private static final String SERVER =
            "server: { host: 127.0.0.1, port: 0, tls: { cert: server.crt, key: server.key }%s }\n";

    @TempDir
    private static Path directory;

    private static final AtomicInteger LEFT = new AtomicInteger();
    private static final AtomicInteger BEGUN = new AtomicInteger();
    private static final AtomicLong SENT = new AtomicLong();
    private static Vertx vertx;
    private static HttpServer live;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        live = Await.result(vertx.createHttpServer()
                .requestHandler(request -> {
                    BEGUN.incrementAndGet();
                    request.response().closeHandler(v -> LEFT.incrementAndGet());
                    if (request.path().equals("/live/flood")) {
                        request.response().setChunked(true);
                        flood(request.response());
                    }
                })
                .listen(0, "127.0.0.1"));
    }

    /** Sends as long as somebody reads. */
    private static void flood(io.vertx.core.http.HttpServerResponse response) {
        while (!response.closed() && !response.writeQueueFull()) {
            SENT.addAndGet(8192);
            response.write(io.vertx.core.buffer.Buffer.buffer(new byte[8192]));
        }
        response.drainHandler(v -> flood(response));
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    private static SecureGateway gateway(String server) {
        return SecureGateway.of(
                SERVER.formatted(server) + ROUTES.formatted(live.actualPort()), directory, RecordingUpstream.start());
    }

    @Test
    void a_request_taken_back_is_taken_back_from_the_upstream_and_the_connection_goes_on() {
        try (SecureGateway secure = gateway("");
                FrameClient client = secure.connect()) {
            int left = LEFT.get();
            int begun = BEGUN.get();
            client.begin("SETTINGS").send("HEADERS 1 END | GET /live/hang");
            Await.until("the upstream has it", () -> BEGUN.get() > begun);
            client.send("RST 1 8");
            Await.until("the upstream is left", () -> LEFT.get() > left);
            assertThat(secure.gateway().accessLog(1).get(0)).contains("\"status\":499", "\"reason\":\"client_gone\"");
            assertThat(client.send("HEADERS 3 END | GET /a").answer(3).status()).isEqualTo("200");
        }
    }

    @Test
    void a_connection_that_closes_takes_all_its_requests_back() {
        try (SecureGateway secure = gateway("");
                FrameClient client = secure.connect()) {
            int left = LEFT.get();
            int begun = BEGUN.get();
            client.begin("SETTINGS").send("20 x HEADERS {n} END | GET /live/hang");
            Await.until("the upstream has them", () -> BEGUN.get() >= begun + 20);
            client.leave();
            Await.until("the upstream is left", () -> LEFT.get() >= left + 20);
            assertThat(secure.gateway().accessLog(20)).allMatch(line -> line.contains("\"client_gone\""));
        }
    }

    @Test
    @DisplayName("who opens no window holds a few kilobytes, however much the upstream has to say (SR-66)")
    void a_reader_without_a_window_holds_little() {
        try (SecureGateway secure = gateway("");
                FrameClient client = secure.connect()) {
            long before = SENT.get();
            client.begin("SETTINGS 4=100").send("HEADERS 1 END | GET /live/flood");
            Await.until("the first bytes", () -> client.stream(1).body().length() == 100);
            long[] last = {-1};
            Await.until("the upstream is stopped", () -> {
                boolean still = SENT.get() == last[0];
                last[0] = SENT.get();
                return still && settled();
            });
            // Sockets on both sides of the gateway hold some; the gateway itself no more than a queue and a read.
            assertThat(SENT.get() - before).isLessThan(8 << 20);
            assertThat(client.send("HEADERS 3 END | GET /a").answer(3).status()).isEqualTo("200");
        }
    }

    /** Lets the server's loop turn once more. */
    private static boolean settled() {
        Await.result(Future.<Void>future(done -> vertx.setTimer(200, id -> done.complete())));
        return true;
    }

    @Test
    void a_stop_sends_clients_away_and_finishes_what_is_under_way() {
        SecureGateway secure = gateway(", drain: { delay: 1s, timeout: 5s }");
        try (FrameClient client = secure.connect()) {
            client.begin("SETTINGS").send("HEADERS 1 END | GET /a");
            assertThat(client.answer(1).status()).isEqualTo("200");
            client.send("HEADERS 3 | POST /a");
            var stopped = secure.gateway().gateway().stop();
            client.send("HEADERS 5 END | GET /a");
            assertThat(client.answer(5).status()).isEqualTo("200");
            Await.until("a GOAWAY", () -> client.goAway() == 0);
            client.send("DATA 3 END hello");
            assertThat(client.answer(3).status()).isEqualTo("200");
            Await.result(stopped);
            Await.until("the close", client::closed);
        } finally {
            secure.close();
        }
    }

    @Test
    void connections_past_the_limit_hear_503_and_those_far_past_are_sent_away() {
        try (SecureGateway secure = gateway(", limits: { connections: 1 }")) {
            List<FrameClient> clients = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                clients.add(secure.connect().begin("SETTINGS"));
            }
            assertThat(clients.get(0).send("HEADERS 1 END | GET /a").answer(1).status())
                    .isEqualTo("200");
            FrameClient second = clients.get(1).send("HEADERS 1 END | GET /a");
            assertThat(second.answer(1).status()).isEqualTo("503");
            Await.until("and a GOAWAY", () -> second.goAway() == 0);
            FrameClient last = clients.get(19);
            Await.until("far past it", () -> last.goAway() == 11 || last.closed());
            clients.forEach(FrameClient::close);
            assertThat(secure.gateway().accessLog()).anyMatch(line -> line.contains("\"connection_limit\""));
        }
    }

    @Test
    @DisplayName("connections that only shake hands count, and make room again (SR-59)")
    void handshakes_count() {
        try (SecureGateway secure = gateway(", limits: { connections: 1 }, timeouts: { head: 1s }")) {
            List<RawClient> silent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                silent.add(secure.gateway().connect());
            }
            Await.until("the handshakes count", () -> scrape(secure) >= 20);
            silent.forEach(RawClient::untilClosed);
            Await.until("and are over", () -> scrape(secure) == 0);
            try (FrameClient client = secure.connect()) {
                client.begin("SETTINGS").send("HEADERS 1 END | GET /a");
                assertThat(client.answer(1).status()).isEqualTo("200");
            }
        }
    }

    private static int scrape(SecureGateway secure) {
        try (RawClient admin = RawClient.connect(secure.gateway().adminPort())) {
            String text = admin.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .response()
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith("postern_connections "))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(text));
        }
    }

    @Test
    void a_client_without_alpn_speaks_http_1_1_on_the_same_port() throws Exception {
        try (SecureGateway secure = gateway("");
                SSLSocket socket = secure.tls()
                        .offering("h2", "http/1.1")
                        .connect(secure.gateway().port());
                RawClient old =
                        RawClient.over(secure.tls().connect(secure.gateway().port()))) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("h2");
            assertThat(old.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").response().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void http2_switched_off_is_not_offered() throws Exception {
        try (SecureGateway secure = gateway(", http2: false");
                SSLSocket socket = secure.tls()
                        .offering("h2", "http/1.1")
                        .connect(secure.gateway().port())) {
            assertThat(socket.getApplicationProtocol()).isEqualTo("http/1.1");
        }
    }
}
