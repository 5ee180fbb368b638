package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backend that speaks HTTP/2 in clear text, before clients of HTTP/2 and of HTTP/1.1. */
@Tag("socket")
class UpstreamHttp2Test {

    @TempDir
    private static Path directory;

    private static final List<HttpServerRequest> HEARD = new CopyOnWriteArrayList<>();
    private static final Set<Object> CONNECTIONS = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger REFUSING = new AtomicInteger();
    private static Vertx vertx;
    private static SecureGateway secure;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(UpstreamHttp2Test::serve)
                .listen(0, "127.0.0.1"));
        secure = SecureGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, timeout: 2s }, tls: { cert: server.crt, key: server.key } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams:
                  app: { url: "http://127.0.0.1:%d/base", http2: true }
                  old: { url: "${UPSTREAM}" }
                  nobody: { url: "http://127.0.0.1:1", http2: true }
                routes:
                  - { match: "ANY /{name}", authorizer: open, upstream: app }
                  - { match: "ANY /old/{name}", authorizer: open, upstream: old }
                  - { match: "ANY /nobody/{name}", authorizer: open, upstream: nobody }
                """.formatted(server.actualPort()), directory, RecordingUpstream.start());
    }

    private static void serve(HttpServerRequest request) {
        HEARD.add(request);
        CONNECTIONS.add(request.connection());
        if (REFUSING.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            request.response().reset(7);
            return;
        }
        switch (request.path()) {
            case "/base/trailers" -> {
                request.response().setChunked(true).write("ok");
                request.response()
                        .putTrailer("x-sum", "1")
                        .putTrailer("access-control-allow-origin", "*")
                        .end();
            }
            case "/base/empty" -> request.response().setStatusCode(204).end();
            case "/base/socket" -> request.toWebSocket();
            case "/base/head" ->
                request.response().putHeader("content-length", "5").end();
            case "/base/away" ->
                request.response().end("ok").onComplete(v -> request.connection()
                        .shutdown());
            case "/base/broken" -> {
                request.response().setChunked(true).write("part");
                vertx.setTimer(50, id -> request.response().reset(2));
            }
            default ->
                request.body().onSuccess(body -> request.response()
                        .putHeader("x-length", String.valueOf(body.length()))
                        .end("ok"));
        }
    }

    @AfterAll
    static void stop() {
        secure.close();
        Await.result(vertx.close());
    }

    @BeforeEach
    void forget() {
        HEARD.clear();
        REFUSING.set(0);
    }

    private static RawResponse http1(String request) {
        try (RawClient client =
                RawClient.over(secure.tls().connect(secure.gateway().port()))) {
            return client.send(request).response();
        }
    }

    private static FrameClient.Heard http2(String frames) {
        try (FrameClient client = secure.connect()) {
            return client.begin("SETTINGS").send(frames).answer(1);
        }
    }

    @Test
    void a_client_of_http_1_1_is_served() {
        RawResponse answer = http1("POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.header("x-length")).isEqualTo("5");
        HttpServerRequest heard = HEARD.get(0);
        assertThat(heard.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(heard.uri()).isEqualTo("/base/a?b");
        assertThat(heard.authority().host()).isEqualTo("127.0.0.1");
        assertThat(heard.getHeader("x-a")).isEqualTo("b");
        assertThat(heard.headers().contains("host")).isFalse();
        assertThat(heard.getHeader("x-forwarded-host")).isEqualTo("h");
    }

    @Test
    void a_body_without_a_length_goes_on() {
        assertThat(http1("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n")
                        .header("x-length"))
                .isEqualTo("3");
        assertThat(http2("HEADERS 1 | POST /a ; DATA 1 abc ; DATA 1 END de").head())
                .contains("x-length: 5");
    }

    @Test
    void trailers_reach_a_client_of_http_2_and_only_those_a_backend_may_send() {
        FrameClient.Heard heard = http2("HEADERS 1 END | GET /trailers | te: trailers");
        assertThat(heard.body()).isEqualTo("ok");
        assertThat(heard.trailers()).containsExactly("x-sum: 1");
        assertThat(HEARD.get(0).getHeader("te")).isEqualTo("trailers");
    }

    @Test
    void trailers_of_an_http_1_1_backend_reach_a_client_of_http_2() {
        secure.upstream()
                .answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n");
        assertThat(http2("HEADERS 1 END | GET /old/a").trailers()).containsExactly("x-sum: 1");
    }

    @Test
    void a_client_of_http_1_1_gets_the_answer_without_its_trailers() {
        RawResponse answer = http1("GET /trailers HTTP/1.1\r\nHost: h\r\n\r\n");
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(HEARD.get(0).headers().contains("te")).isFalse();
    }

    @Test
    void an_answer_without_a_body_is_one() {
        assertThat(http1("GET /empty HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(204);
        assertThat(http2("HEADERS 1 END | GET /empty").status()).isEqualTo("204");
        assertThat(http2("HEADERS 1 END | HEAD /head").status()).isEqualTo("200");
    }

    @Test
    void many_requests_share_few_connections() {
        CONNECTIONS.clear();
        try (FrameClient client = secure.connect()) {
            client.begin("SETTINGS").send("90 x HEADERS {n} END | GET /a");
            for (int i = 0; i < 90; i++) {
                assertThat(client.answer(2 * i + 1).status()).isEqualTo("200");
            }
        }
        assertThat(CONNECTIONS).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_stream_that_was_refused_is_tried_once_more() {
        REFUSING.set(1);
        assertThat(http2("HEADERS 1 END | POST /a").status()).isEqualTo("200");
        assertThat(HEARD).hasSize(2);
        REFUSING.set(2);
        assertThat(http2("HEADERS 1 END | GET /a").status()).isEqualTo("503");
        assertThat(HEARD).hasSize(4);
        Await.until("the log says so", () -> secure.gateway().accessLog().stream()
                .anyMatch(line -> line.contains("upstream_busy")));
    }

    @Test
    void a_stream_with_a_body_is_not_tried_again() {
        REFUSING.set(1);
        assertThat(http2("HEADERS 1 | POST /a ; DATA 1 END hello").status()).isEqualTo("503");
        assertThat(HEARD).hasSize(1);
    }

    @Test
    void a_backend_that_goes_away_is_followed_to_its_next_connection() {
        for (int i = 0; i < 5; i++) {
            assertThat(http1("GET /away HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(200);
        }
    }

    @Test
    void everybody_who_waits_hears_that_a_backend_cannot_be_reached() {
        try (FrameClient client = secure.connect()) {
            client.begin("SETTINGS").send("50 x HEADERS {n} END | GET /nobody/a");
            for (int i = 0; i < 50; i++) {
                assertThat(client.answer(2 * i + 1).status()).isEqualTo("502");
            }
        }
    }

    @Test
    void a_websocket_goes_to_the_same_backend_by_http_1_1() {
        try (RawClient client =
                RawClient.over(secure.tls().connect(secure.gateway().port()))) {
            client.send("GET /socket HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            RawResponse answer = client.response();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("sec-websocket-accept")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @Test
    void an_answer_that_breaks_off_is_cut_and_its_neighbours_are_not() {
        List<String> statuses = new ArrayList<>();
        try (FrameClient client = secure.connect()) {
            client.begin("SETTINGS").send("HEADERS 1 END | GET /broken ; HEADERS 3 END | GET /a");
            assertThat(client.answer(1).reset()).isEqualTo(2);
            statuses.add(client.answer(3).status());
        }
        assertThat(statuses).containsExactly("200");
    }
}
