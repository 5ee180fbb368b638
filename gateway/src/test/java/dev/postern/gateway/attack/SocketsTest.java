package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets through the gateway, with a real client and a real server. */
@Tag("socket")
class SocketsTest {

    private static Vertx vertx;
    private static NotesBackend backend;
    private static GatewayUnderTest gateway;
    private static WebSocketClient client;
    private static String yaml;

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(1 << 20).setMaxMessageSize(1 << 20));
        yaml = """
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users:
                    { type: jwt, issuer: "%s", audiences: [notes], jwks: "file:%s", identitySource: [header.Authorization, querystring.token] }
                cors: { allowOrigins: ["https://app.example.com"] }
                routes:
                  - { match: "GET /ws/{proxy+}", authorizer: users, upstream: app }
                  - { match: "GET /ws", authorizer: open, upstream: app }
                  - { match: "GET /notes", authorizer: open, upstream: app }
                """.formatted(backend.port(), Issuer.NAME, Issuer.keySet(directory));
        gateway = GatewayUnderTest.start(yaml);
    }

    @AfterAll
    static void stop() {
        gateway.close();
        Await.result(vertx.close());
    }

    private static WebSocketConnectOptions to(GatewayUnderTest target, String uri) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(target.port())
                .setURI(uri);
    }

    private static String refusal(WebSocketConnectOptions options) {
        Throwable failure = Await.result(client.connect(options)
                .<Throwable>map(socket -> {
                    socket.close();
                    return new AssertionError("admitted");
                })
                .otherwise(t -> t));
        if (failure instanceof UpgradeRejectedException rejected) {
            return rejected.getStatus() + " " + rejected.getBody();
        }
        throw new AssertionError(failure);
    }

    @Test
    void text_and_bytes_go_both_ways_after_authorization() {
        WebSocket socket = Await.result(client.connect(to(gateway, "/ws/room")
                .addHeader("Authorization", "Bearer " + Issuer.token("jdoe"))
                .addHeader("X-Username", "root")));
        Promise<String> text = Promise.promise();
        Promise<Buffer> bytes = Promise.promise();
        socket.textMessageHandler(text::tryComplete);
        socket.binaryMessageHandler(bytes::tryComplete);
        socket.writeTextMessage("h\u00e9llo");
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        socket.writeBinaryMessage(Buffer.buffer(random));
        assertThat(Await.result(text.future())).isEqualTo("h\u00e9llo");
        assertThat(Await.result(bytes.future()).getBytes()).isEqualTo(random);
        Await.result(socket.close());
    }

    @Test
    void the_upstream_sees_who_calls_and_no_token_of_the_query() {
        WebSocket socket =
                Await.result(client.connect(to(gateway, "/ws/room?a=1&token=" + Issuer.token("jdoe") + "&b=%2F")
                        .addHeader("X-Username", "root")));
        Promise<String> text = Promise.promise();
        socket.textMessageHandler(text::tryComplete);
        socket.writeTextMessage("headers");
        String seen = Await.result(text.future());
        assertThat(seen).contains("jdoe").contains("a=1&b=%2F").doesNotContain("root", "eyJ");
        Await.result(socket.close());
    }

    @Test
    void without_a_token_there_is_no_socket_and_the_backend_hears_nothing() {
        long before = backend.heard();
        assertThat(refusal(to(gateway, "/ws/room"))).isEqualTo("401 {\"message\":\"Unauthorized\"}");
        assertThat(backend.heard()).isEqualTo(before);
    }

    @Test
    void a_backend_that_refuses_is_heard_with_its_status_and_body() {
        String direct = refusal(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(backend.port())
                .setURI("/notes"));
        assertThat(refusal(to(gateway, "/notes"))).isEqualTo(direct);
    }

    @Test
    void a_page_of_an_unknown_site_gets_no_socket() {
        long before = backend.heard();
        assertThat(refusal(to(gateway, "/ws").addHeader("Origin", "https://evil.example")))
                .startsWith("403 ");
        assertThat(refusal(to(gateway, "/ws").addHeader("Origin", "null"))).startsWith("403 ");
        assertThat(refusal(to(gateway, "/ws").addHeader("Origin", "http://127.0.0.1:1")))
                .startsWith("403 ");
        assertThat(backend.heard()).isEqualTo(before);
    }

    @Test
    void a_page_of_a_known_site_or_of_this_one_gets_a_socket() {
        Await.result(client.connect(to(gateway, "/ws").addHeader("Origin", "https://app.example.com"))
                .compose(WebSocket::close));
        Await.result(client.connect(to(gateway, "/ws").addHeader("Origin", "https://127.0.0.1:" + gateway.port()))
                .compose(WebSocket::close));
    }

    @Test
    void the_close_of_one_side_is_the_close_of_the_other() {
        WebSocket socket = Await.result(client.connect(to(gateway, "/ws")));
        Promise<Short> closed = Promise.promise();
        socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
        socket.writeTextMessage("close 4001 enough");
        assertThat(Await.result(closed.future())).isEqualTo((short) 4001);
    }

    @Test
    void a_stop_says_1001_and_the_log_counts_what_went_through() {
        GatewayUnderTest stopped = GatewayUnderTest.start(yaml);
        try {
            WebSocket socket = Await.result(client.connect(to(stopped, "/ws")));
            Promise<Void> echoed = Promise.promise();
            Promise<Short> closed = Promise.promise();
            socket.textMessageHandler(text -> echoed.tryComplete());
            socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
            socket.writeTextMessage("x".repeat(1000));
            Await.result(echoed.future());
            Future<Void> stopping = stopped.gateway().stop();
            assertThat(Await.result(closed.future())).isEqualTo((short) 1001);
            Await.result(stopping);
            JsonObject line = new JsonObject(stopped.accessLog(1).get(0));
            assertThat(line.getInteger("status")).isEqualTo(101);
            assertThat(line.getLong("bytesIn")).isGreaterThan(1000);
            assertThat(line.getLong("bytesOut")).isGreaterThan(1000);
        } finally {
            stopped.close();
        }
    }

    @Test
    void an_idle_socket_ends_with_1001() {
        try (GatewayUnderTest hasty = GatewayUnderTest.start(yaml, ", timeouts: { idle: 300ms }")) {
            WebSocket socket = Await.result(client.connect(to(hasty, "/ws")));
            Promise<Short> closed = Promise.promise();
            socket.closeHandler(v -> closed.complete(socket.closeStatusCode()));
            assertThat(Await.result(closed.future())).isEqualTo((short) 1001);
        }
    }

    @Test
    void a_backend_that_goes_away_ends_the_socket() {
        NotesBackend passing = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        try (GatewayUnderTest own = GatewayUnderTest.start("""
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes: [{ match: "GET /ws", authorizer: open, upstream: app }]
                """.formatted(passing.port()))) {
            WebSocket socket = Await.result(client.connect(to(own, "/ws")));
            Promise<Void> closed = Promise.promise();
            socket.closeHandler(v -> closed.complete());
            Await.result(passing.close());
            Await.result(closed.future());
        }
    }
}
