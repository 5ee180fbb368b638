package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.sample.testing.SettableClock;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When open WebSockets end, and who hears what (SR-74). */
@Tag("socket")
class WebSocketLifeTest {

    private static Vertx vertx;
    private static HttpServer backend;
    private static WebSocketClient client;
    private static String yaml;
    private static final Queue<ServerWebSocket> SERVED = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void start(@TempDir Path directory) {
        vertx = Vertx.vertx();
        backend = Await.result(vertx.createHttpServer(new HttpServerOptions()
                        .setMaxWebSocketFrameSize(32 << 20)
                        .addWebSocketSubProtocol("chat"))
                .webSocketHandler(socket -> {
                    SERVED.add(socket);
                    socket.textMessageHandler(socket::writeTextMessage);
                })
                .listen(0, "127.0.0.1"));
        client = vertx.createWebSocketClient(new WebSocketClientOptions());
        yaml = """
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: jwt, issuer: "%s", audiences: [notes], jwks: "file:%s", identitySource: [header.Authorization, subprotocol.bearer] }
                routes:
                  - { match: "GET /ws", authorizer: users, upstream: app }
                  - { match: "GET /lasting", authorizer: users, upstream: app, webSocket: { closeOnExpiry: false } }
                  - { match: "GET /hasty", authorizer: users, upstream: app, webSocket: { idle: 300ms } }
                """.formatted(backend.actualPort(), Issuer.NAME, Issuer.keySet(directory));
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    private final SettableClock clock = new SettableClock(Instant.now());

    private GatewayUnderTest gateway() {
        SERVED.clear();
        return GatewayUnderTest.start(GatewayUnderTest.read(yaml, ""), clock);
    }

    private static WebSocketConnectOptions to(GatewayUnderTest gateway, String uri) {
        return new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.port())
                .setURI(uri);
    }

    private static WebSocket open(GatewayUnderTest gateway, String uri) {
        return Await.result(
                client.connect(to(gateway, uri).addHeader("Authorization", "Bearer " + Issuer.token("jdoe"))));
    }

    private static Promise<String> ending(WebSocketBase socket) {
        Promise<String> ended = Promise.promise();
        socket.closeHandler(v -> ended.complete(socket.closeStatusCode() + " " + socket.closeReason()));
        return ended;
    }

    private static void lockOut(GatewayUnderTest gateway, String subject) {
        assertThat(gateway.gateway()
                        .lockout()
                        .add(new LockoutEntry(
                                Claim.SUB, subject, null, Instant.now().plusSeconds(3600), null)))
                .isTrue();
    }

    private static String echo(WebSocket socket, String text) {
        Promise<String> heard = Promise.promise();
        socket.textMessageHandler(heard::tryComplete);
        socket.writeTextMessage(text);
        return Await.result(heard.future());
    }

    private static void counted(GatewayUnderTest gateway, String reason) {
        String line = "postern_websockets_closed_total{reason=\"" + reason + "\"} 1.0";
        String other = line.substring(0, line.length() - 2);
        Await.until(line, () -> scrape(gateway).lines().anyMatch(l -> l.equals(line) || l.equals(other)));
    }

    /** The reason stays that of the decision, as the meters have it; the end has a field of its own, in the meter's word. */
    private static void logged(GatewayUnderTest gateway, String end) {
        JsonObject line = new JsonObject(gateway.accessLog(1).get(0));
        assertThat(line.getString("outcome")).isEqualTo("allow");
        assertThat(line.getString("reason")).isEqualTo("allowed");
        assertThat(line.getString("webSocketEnd")).isEqualTo(end);
    }

    private static String scrape(GatewayUnderTest gateway) {
        try (RawClient admin = RawClient.connect(gateway.adminPort())) {
            return admin.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .response()
                    .body();
        }
    }

    @Test
    @DisplayName("A socket ends with 1008 when its token expires, on both sides (SR-74)")
    void a_socket_ends_with_its_token() {
        try (GatewayUnderTest gateway = gateway()) {
            WebSocket socket = open(gateway, "/ws");
            Promise<String> atClient = ending(socket);
            Promise<String> atBackend = ending(SERVED.remove());
            clock.move(Duration.ofSeconds(590));
            assertThat(echo(socket, "still here")).isEqualTo("still here");
            clock.move(Duration.ofSeconds(11));
            assertThat(Await.result(atClient.future())).isEqualTo("1008 token_expired");
            assertThat(Await.result(atBackend.future())).isEqualTo("1008 token_expired");
            counted(gateway, "token_expired");
            logged(gateway, "token_expired");
        }
    }

    @Test
    @DisplayName("A socket that may outlive its token still ends when its user is locked out (SR-74)")
    void a_lasting_socket_is_locked_out() {
        try (GatewayUnderTest gateway = gateway()) {
            WebSocket socket = open(gateway, "/lasting");
            Promise<String> atClient = ending(socket);
            Promise<String> atBackend = ending(SERVED.remove());
            WebSocket other = Await.result(client.connect(
                    to(gateway, "/lasting").addHeader("Authorization", "Bearer " + Issuer.token("asmith"))));
            clock.move(Duration.ofSeconds(700));
            assertThat(echo(socket, "long after")).isEqualTo("long after");
            lockOut(gateway, "jdoe");
            assertThat(Await.result(atClient.future())).isEqualTo("1008 locked_out");
            assertThat(Await.result(atBackend.future())).isEqualTo("1008 locked_out");
            assertThat(echo(other, "not me")).isEqualTo("not me");
            counted(gateway, "locked_out");
            logged(gateway, "locked_out");
        }
    }

    @Test
    @DisplayName("An endless frame does not keep a locked-out client here, and nothing more of it passes (SR-74)")
    void an_endless_frame_is_cut() {
        try (GatewayUnderTest gateway = gateway();
                RawClient raw = gateway.connect()) {
            raw.send("GET /lasting HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Authorization: Bearer " + Issuer.token("jdoe") + "\r\n\r\n");
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) raw.read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
            Await.until("the backend has it", () -> !SERVED.isEmpty());
            Promise<String> atBackend = ending(SERVED.remove());
            Buffer endless = Buffer.buffer(new byte[] {(byte) 0x82, (byte) 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4});
            raw.send(endless.appendBytes(new byte[1000]).getBytes());
            Await.until("it went in", () -> scrape(gateway)
                    .contains("postern_websocket_bytes_total{direction=\"in\"} 1014"));
            lockOut(gateway, "jdoe");
            String last = raw.untilClosed();
            assertThat(last.getBytes(StandardCharsets.ISO_8859_1))
                    .as("a close frame stands between the backend's frames")
                    .startsWith(0x88, 12, 1008 >> 8, 1008 & 0xff);
            assertThat(Await.result(atBackend.future()))
                    .as("cut inside its frame")
                    .startsWith("1006");
            counted(gateway, "locked_out");
        }
    }

    @Test
    void a_route_has_its_own_idle_limit() {
        try (GatewayUnderTest gateway = gateway()) {
            assertThat(Await.result(ending(open(gateway, "/hasty")).future())).isEqualTo("1001 idle");
            counted(gateway, "idle");
            logged(gateway, "idle");
        }
    }

    @Test
    @DisplayName("A token behind a marker opens a socket, and the subprotocol is the backend's choice (SR-67)")
    void a_token_among_the_subprotocols() {
        try (GatewayUnderTest gateway = gateway()) {
            WebSocket socket = Await.result(client.connect(to(gateway, "/ws")
                    .addSubProtocol("bearer")
                    .addSubProtocol(Issuer.token("jdoe"))
                    .addSubProtocol("chat")));
            assertThat(socket.subProtocol()).isEqualTo("chat");
            assertThat(SERVED.remove().headers().getAll("Sec-WebSocket-Protocol"))
                    .containsExactly("chat");
            assertThat(echo(socket, "hi")).isEqualTo("hi");
            String log = String.join("\n", gateway.accessLog());
            Await.result(socket.close());
            gateway.accessLog(1);
            assertThat(log + String.join("\n", gateway.accessLog())).doesNotContain("eyJ");
            counted(gateway, "client");
            logged(gateway, "client");
        }
    }

    @Test
    void sockets_are_counted_from_the_start() {
        try (GatewayUnderTest gateway = gateway()) {
            assertThat(scrape(gateway))
                    .contains("postern_websockets_open 0")
                    .contains("postern_websockets_opened_total 0")
                    .contains("postern_websockets_closed_total{reason=\"client\"} 0")
                    .contains("postern_websockets_closed_total{reason=\"locked_out\"} 0");
            WebSocket socket = open(gateway, "/ws");
            // The client has its 101 before the gateway has counted it.
            Await.until("one is open", () -> scrape(gateway).contains("postern_websockets_open 1"));
            assertThat(scrape(gateway)).contains("postern_websockets_opened_total 1");
            Promise<String> ended = ending(socket);
            SERVED.remove().close((short) 4001, "enough");
            assertThat(Await.result(ended.future())).isEqualTo("4001 enough");
            counted(gateway, "upstream");
            Await.until("none is open", () -> scrape(gateway).contains("postern_websockets_open 0"));
        }
    }
}
