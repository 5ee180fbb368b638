package dev.postern.sample.notes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.RawConnection;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamsTest {

    private static final long BYTES = 5_000_003;

    private final Vertx vertx = Vertx.vertx();
    private final NotesBackend backend = Waiting.await(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    private final HttpClient client = vertx.createHttpClient();
    /** A field, as Vert.x closes a client, and its connections, once nobody holds it. */
    private final WebSocketClient sockets = vertx.createWebSocketClient();

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void large_sends_what_it_says_it_will_with_a_length() {
        String promised = get("/large/sha256?bytes=" + BYTES).toJsonObject().getString("sha256");
        assertThat(promised).isEqualTo(PatternBody.sha256(BYTES));
        assertThat(hash(get("/large?bytes=" + BYTES))).isEqualTo(promised);
    }

    @Test
    void large_sends_its_hash_after_chunks() {
        String trailer = Waiting.await(client.request(
                        HttpMethod.GET, backend.port(), "127.0.0.1", "/large?bytes=" + BYTES + "&chunked=true")
                .compose(request -> request.send()
                        .compose(response -> response.body().map(body -> {
                            assertThat(response.getHeader("Transfer-Encoding")).isEqualTo("chunked");
                            assertThat(hash(body)).isEqualTo(response.getTrailer("X-Sha256"));
                            return response.getTrailer("X-Sha256");
                        }))));
        assertThat(trailer).isEqualTo(PatternBody.sha256(BYTES));
    }

    @Test
    void sink_hashes_what_it_swallows_even_when_it_stalls_and_dawdles() {
        Buffer body = Buffer.buffer();
        while (body.length() < BYTES) {
            body.appendBuffer(PatternBody.slice(body.length(), BYTES - body.length()));
        }
        for (String query : List.of("", "?stall=100", "?stall=50&gap=10&every=500000")) {
            JsonObject sunk = Waiting.await(
                            client.request(HttpMethod.POST, backend.port(), "127.0.0.1", "/sink" + query)
                                    .compose(request -> request.send(body).compose(response -> response.body())))
                    .toJsonObject();
            assertThat(sunk.getLong("length")).isEqualTo(BYTES);
            assertThat(sunk.getString("sha256")).isEqualTo(PatternBody.sha256(BYTES));
        }
    }

    @Test
    void sink_lets_a_caller_that_asks_first_go_on() {
        try (RawConnection connection = RawConnection.to(backend.port())) {
            connection.send("POST /sink HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(connection.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100 ");
            assertThat(connection.send("abc").readUntil("}")).contains("\"length\":3");
        }
    }

    @Test
    void slow_sends_its_chunks() {
        assertThat(get("/slow?head=20&chunks=3&gap=10").toString()).isEqualTo("chunk 1\nchunk 2\nchunk 3\n");
        assertThat(get("/slow?chunks=20000").length()).isGreaterThan(200_000);
    }

    @Test
    void events_are_numbered_server_sent_events() {
        assertThat(get("/events?count=2&gap=10").toString())
                .isEqualTo("id: 1\ndata: {\"event\":1}\n\nid: 2\ndata: {\"event\":2}\n\n");
    }

    @Test
    void a_caller_that_leaves_is_noticed() {
        Future<String> cancelled = backend.nextCancellation();
        try (RawConnection connection = RawConnection.to(backend.port())) {
            connection.send("GET /slow?head=60000 HTTP/1.1\r\nHost: h\r\n\r\n");
            connection.readToEnd(100);
        }
        assertThat(Waiting.await(cancelled)).isEqualTo("/slow?head=60000");
        assertThat(backend.cancelled()).isEqualTo(1);
    }

    @Test
    void an_answer_that_was_read_whole_is_no_cancellation() {
        get("/notes");
        get("/slow?chunks=2");
        get("/echo");
        Future<String> cancelled = backend.nextCancellation();
        try (RawConnection connection = RawConnection.to(backend.port())) {
            connection
                    .send("GET /large?bytes=100000000 HTTP/1.1\r\nHost: h\r\n\r\n")
                    .readUntil("\r\n\r\n");
        }
        assertThat(Waiting.await(cancelled)).startsWith("/large");
        assertThat(backend.cancelled()).isEqualTo(1);
    }

    @Test
    void websocket_echoes_text_and_binary_and_answers_pings() {
        WebSocket socket = connect(new WebSocketConnectOptions().setURI("/ws/room"));
        Promise<Buffer> pong = Promise.promise();
        socket.pongHandler(pong::complete);
        socket.writePing(Buffer.buffer("are you there"));
        assertThat(Waiting.await(pong.future()).toString()).isEqualTo("are you there");

        Promise<String> text = Promise.promise();
        socket.textMessageHandler(text::complete);
        socket.writeTextMessage("h\u00e9llo");
        assertThat(Waiting.await(text.future())).isEqualTo("h\u00e9llo");

        Buffer sent = PatternBody.slice(0, 60_000);
        Promise<Buffer> binary = Promise.promise();
        socket.binaryMessageHandler(binary::complete);
        socket.writeBinaryMessage(sent);
        assertThat(Waiting.await(binary.future())).isEqualTo(sent);
    }

    @Test
    void websocket_shows_its_upgrade_and_closes_as_asked() {
        WebSocket socket = connect(new WebSocketConnectOptions()
                .setURI("/ws?a=b")
                .addHeader("X-Username", "jdoe")
                .addSubProtocol("notes.v1"));
        assertThat(socket.subProtocol()).isEqualTo("notes.v1");
        Promise<String> shown = Promise.promise();
        socket.textMessageHandler(shown::complete);
        socket.writeTextMessage("headers");
        JsonObject upgrade = new JsonObject(Waiting.await(shown.future()));
        assertThat(upgrade.getString("uri")).isEqualTo("/ws?a=b");
        assertThat(upgrade.getJsonArray("headers").encode()).contains("jdoe");

        Promise<Void> closed = Promise.promise();
        socket.closeHandler(closed::complete);
        socket.writeTextMessage("close 4001 enough");
        Waiting.await(closed.future());
        assertThat(socket.closeStatusCode()).isEqualTo((short) 4001);
        assertThat(socket.closeReason()).isEqualTo("enough");
    }

    @Test
    void websocket_without_an_upgrade_is_426() {
        try (RawConnection connection = RawConnection.to(backend.port())) {
            connection.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
            assertThat(connection.readToEnd(5_000).text()).startsWith("HTTP/1.1 426 ");
        }
    }

    private WebSocket connect(WebSocketConnectOptions options) {
        return Waiting.await(sockets.connect(options.setHost("127.0.0.1").setPort(backend.port())));
    }

    private Buffer get(String uri) {
        return Waiting.await(client.request(HttpMethod.GET, backend.port(), "127.0.0.1", uri)
                .compose(request -> request.send().compose(response -> response.body())));
    }

    private static String hash(Buffer body) {
        BodyDigest digest = new BodyDigest(0);
        digest.add(body);
        return digest.sha256();
    }
}
