package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.gateway.config.AdminConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class AdminServerTest {

    private static final AdminConfig FRESH_TOKEN = new AdminConfig("127.0.0.1", 0, null);

    private final Vertx vertx = Vertx.vertx();
    private final FakeView view = new FakeView();
    private AdminServer admin;

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws Exception {
        admin = await(AdminServer.start(vertx, FRESH_TOKEN, view, tokens()));
    }

    @AfterEach
    void stop() throws Exception {
        await(admin.close());
        await(vertx.close());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName("a request gets its status (SR-139, SR-153)")
    void a_request_gets_its_status(String row) throws Exception {
        String[] cells = row.split("\\|", -1);
        String token = Files.readString(admin.tokenFile()).strip();
        String headers = filled(cells[2], token);
        StringBuilder request = new StringBuilder(filled(cells[1], token) + " HTTP/1.1\r\n");
        if (!headers.contains("Host:")) {
            request.append("Host: 127.0.0.1:").append(admin.port()).append("\r\n");
        }
        for (String header : headers.split(";(?= [A-Z][A-Za-z0-9-]*:)")) {
            if (!header.isBlank()) {
                request.append(header.strip()).append("\r\n");
            }
        }
        if (!headers.contains("Connection:")) {
            request.append("Connection: close\r\n");
        }
        RawHttp.Answer answer = headers.contains("Connection:")
                ? firstAnswer(request.append("\r\n").toString())
                : RawHttp.send(admin.port(), request.append("\r\n").toString());
        assertThat(answer.status()).as(row).isEqualTo(Integer.parseInt(cells[0].strip()));
        assertThat(answer.body())
                .doesNotContain("Exception")
                .doesNotContain("dev.postern")
                .doesNotContain(token);
        if (cells[1].strip().startsWith("HEAD")) {
            assertThat(answer.body()).isEmpty();
            assertThat(answer.header("Content-Length")).isNotEqualTo("0");
        }
        if (answer.status() == 401) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
        }
        if (answer.status() == 405) {
            assertThat(answer.header("Allow")).isEqualTo("GET, HEAD");
        }
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
    }

    static Stream<String> rows() throws IOException {
        try (InputStream in = AdminServerTest.class.getResourceAsStream("requests.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(row -> !row.startsWith("#") && !row.isBlank()).toList().stream();
        }
    }

    private String filled(String cell, String token) {
        return cell.strip().replace("{port}", Integer.toString(admin.port())).replace("{token}", token);
    }

    /** For requests that keep the connection: the head is enough. */
    private RawHttp.Answer firstAnswer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = socket.getInputStream().read();
                assertThat(next).isNotNegative();
                head.append((char) next);
            }
            return new RawHttp.Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), "");
        }
    }

    @Test
    @DisplayName("a header that only looks like Content-Length hides no request (CVE-2026-102479)")
    void a_header_that_only_looks_like_content_length_hides_no_request() throws Exception {
        String host = "Host: 127.0.0.1:" + admin.port() + "\r\n";
        String second = "GET /health/ready HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
        for (String odd : List.of("Content-Xength", "content_length", "Content-Xype", "Upgrade")) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(("GET /health/live HTTP/1.1\r\n" + host + odd + ": " + second.length() + "\r\n\r\n"
                                        + second)
                                .getBytes(StandardCharsets.ISO_8859_1));
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(answers).as(odd).contains("\"live\"", "\"authorizers\"");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"GET /metrics", "POST /lockout"})
    @DisplayName("behind a body that is refused unread nothing is answered (SR-48)")
    void behind_a_body_that_is_refused_unread_nothing_is_answered(String line) throws Exception {
        String host = "Host: 127.0.0.1:" + admin.port() + "\r\n";
        String second = "GET /health/live HTTP/1.1\r\n" + host + "\r\n";
        String all = line + " HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello" + second + second;
        RawHttp.Answer answer = RawHttp.send(admin.port(), all);
        assertThat(answer.status()).isEqualTo(line.startsWith("GET") ? 413 : 401);
        assertThat(answer.header("Connection")).isEqualTo("close");
        assertThat(answer.body()).doesNotContain("HTTP/1.1").doesNotContain("live");
    }

    @Test
    @DisplayName("a request without host is refused (SR-153)")
    void a_request_without_host_is_refused() throws Exception {
        assertThat(RawHttp.send(admin.port(), "GET /metrics HTTP/1.0\r\n\r\n").status())
                .isEqualTo(403);
    }

    @Test
    void metrics_are_text_and_made_on_a_worker() throws Exception {
        RawHttp.Answer answer = RawHttp.get(admin.port(), "/metrics");
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.body()).contains("postern_in_flight_requests 0\n");
        assertThat(view.scrapeThread).contains("worker");
    }

    @Test
    void readiness_shows_each_authorizer_and_follows_the_gateway() throws Exception {
        RawHttp.Answer ready = RawHttp.get(admin.port(), "/health/ready");
        assertThat(new JsonObject(ready.body()))
                .isEqualTo(new JsonObject()
                        .put("status", "ready")
                        .put(
                                "authorizers",
                                new JsonObject()
                                        .put(
                                                "users",
                                                new JsonObject()
                                                        .put("hasDecided", true)
                                                        .put("canDecide", true)
                                                        .put("detail", "2 keys, 31s old"))));
        view.ready = new ReadyState(
                ReadyState.Phase.DRAINING, Map.of("users", new AuthorizerState(true, false, "no keys: refused")));
        RawHttp.Answer draining = RawHttp.get(admin.port(), "/health/ready");
        assertThat(draining.status()).isEqualTo(503);
        assertThat(new JsonObject(draining.body()).getString("status")).isEqualTo("draining");
        assertThat(RawHttp.get(admin.port(), "/health/live").status()).isEqualTo(200);
        view.live = false;
        assertThat(RawHttp.get(admin.port(), "/health/live").status()).isEqualTo(503);
    }

    @Test
    @DisplayName("the configuration is shown without secrets (SR-137)")
    void the_configuration_is_shown_without_secrets() throws Exception {
        RawHttp.Answer answer = RawHttp.get(admin.port(), "/config", bearer());
        assertThat(answer.body()).doesNotContain(FakeView.SECRET);
        JsonObject config = new JsonObject(answer.body());
        assertThat(config.getString("hash")).isEqualTo("0123456789ab");
        assertThat(config.getJsonObject("upstreams").getJsonObject("notes").getString("url"))
                .isEqualTo("http://[::1]:3000/base");
        assertThat(config.getJsonObject("authorizers").getJsonObject("users").getString("type"))
                .isEqualTo("cognito");
        assertThat(config.getJsonArray("routes"))
                .isEqualTo(new JsonArray()
                        .add(new JsonObject()
                                .put("match", "GET /notes")
                                .put("authorizer", "users")
                                .put("upstream", "notes")
                                .put("hosts", new JsonArray().add("api.example.com"))
                                .put("scopes", new JsonArray().add("notes/read"))));
    }

    @Test
    void the_version_names_what_is_running() throws Exception {
        JsonObject version =
                new JsonObject(RawHttp.get(admin.port(), "/version", bearer()).body());
        assertThat(version.fieldNames()).containsExactly("version", "vertx", "netty", "java");
    }

    @Test
    void a_fault_is_500_without_a_word_about_it() throws Exception {
        AdminServer faulty = await(AdminServer.start(
                vertx,
                FRESH_TOKEN,
                new FakeView() {
                    @Override
                    public String scrape() {
                        throw new IllegalStateException("inner detail");
                    }

                    @Override
                    public ReadyState ready() {
                        throw new IllegalStateException("inner detail");
                    }

                    @Override
                    public Future<UpstreamHealth> upstream(String name) {
                        return Future.failedFuture(new IllegalStateException("inner detail"));
                    }
                },
                tokens()));
        for (String path : List.of("/metrics", "/health/ready")) {
            RawHttp.Answer answer = RawHttp.get(faulty.port(), path);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.body()).isEqualTo("{\"message\":\"Internal Server Error\"}");
        }
        RawHttp.Answer upstream = RawHttp.get(faulty.port(), "/health/upstream/notes");
        assertThat(upstream.status()).isEqualTo(503);
        assertThat(upstream.body()).doesNotContain("inner detail");
        await(faulty.close());
    }

    @Test
    void too_long_a_head_is_refused() throws Exception {
        String head = "GET /" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        assertThat(RawHttp.send(admin.port(), head).status()).isEqualTo(414);
        RawHttp.Answer headers = RawHttp.get(admin.port(), "/metrics", "X-Large: " + "x".repeat(9_000));
        assertThat(headers.status()).isEqualTo(431);
    }

    @Test
    @DisplayName("a made token lies in a file only its owner reads and goes with the server (SR-139)")
    void a_made_token_lies_in_a_file_only_its_owner_reads_and_goes_with_the_server() throws Exception {
        Path file = admin.tokenFile();
        assertThat(file).isEqualTo(tokens().resolve("admin-" + admin.port() + ".token"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
        await(admin.close());
        try (Stream<Path> left = Files.list(tokens())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void each_start_makes_another_token() throws Exception {
        AdminServer second = await(AdminServer.start(vertx, FRESH_TOKEN, view, tokens()));
        String other = Files.readString(second.tokenFile()).strip();
        assertThat(RawHttp.get(admin.port(), "/version", "Authorization: Bearer " + other)
                        .status())
                .isEqualTo(401);
        assertThat(RawHttp.get(second.port(), "/version", "Authorization: Bearer " + other)
                        .status())
                .isEqualTo(200);
        await(second.close());
    }

    @Test
    @DisplayName("a configured token is used and written nowhere (SR-137, SR-139)")
    void a_configured_token_is_used_and_written_nowhere() throws Exception {
        AdminServer configured = await(
                AdminServer.start(vertx, new AdminConfig("127.0.0.1", 0, "chosen"), view, directory.resolve("no")));
        assertThat(configured.tokenFile()).isNull();
        assertThat(directory.resolve("no")).doesNotExist();
        assertThat(RawHttp.get(configured.port(), "/version", "Authorization: Bearer chosen")
                        .status())
                .isEqualTo(200);
        await(configured.close());
    }

    @Test
    void a_reload_changes_the_token() throws Exception {
        Path file = admin.tokenFile();
        String made = bearer();
        await(admin.reload(FRESH_TOKEN));
        assertThat(RawHttp.get(admin.port(), "/version", made).status()).isEqualTo(200);
        await(admin.reload(new AdminConfig("127.0.0.1", 0, "chosen")));
        assertThat(RawHttp.get(admin.port(), "/version", made).status()).isEqualTo(401);
        assertThat(RawHttp.get(admin.port(), "/version", "Authorization: Bearer chosen")
                        .status())
                .isEqualTo(200);
        assertThat(file).doesNotExist();
        await(admin.reload(FRESH_TOKEN));
        assertThat(RawHttp.get(admin.port(), "/version", "Authorization: Bearer chosen")
                        .status())
                .isEqualTo(401);
        assertThat(RawHttp.get(admin.port(), "/version", bearer()).status()).isEqualTo(200);
    }

    @Test
    void a_taken_port_fails_the_start() throws Exception {
        Future<AdminServer> second =
                AdminServer.start(vertx, new AdminConfig("127.0.0.1", admin.port(), null), view, tokens());
        second.otherwiseEmpty().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertThat(second.failed()).isTrue();
        assertThat(admin.tokenFile()).exists();
    }

    @Test
    void quiet_connections_make_room_however_many_there_are() throws Exception {
        List<Socket> quiet = new ArrayList<>();
        try {
            for (int i = 0; i < 2 * AdminConnections.MOST; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), admin.port());
                socket.getOutputStream().write("GET /metrics HT".getBytes(StandardCharsets.ISO_8859_1));
                quiet.add(socket);
            }
            assertThat(RawHttp.get(admin.port(), "/health/live").status()).isEqualTo(200);
            assertThat(quiet.get(0).getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : quiet) {
                socket.close();
            }
        }
    }

    @Test
    void a_head_that_comes_byte_by_byte_is_not_waited_for() throws Exception {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), admin.port())) {
            slow.setSoTimeout(100);
            for (int i = 0; i < 200; i++) {
                slow.getOutputStream().write('G');
                try {
                    assertThat(slow.getInputStream().read()).isEqualTo(-1);
                    return;
                } catch (SocketTimeoutException nothingYet) {
                    // The pace.
                } catch (SocketException reset) {
                    return;
                }
            }
            throw new AssertionError("it is still open");
        }
    }

    private String bearer() throws IOException {
        return "Authorization: Bearer " + Files.readString(admin.tokenFile()).strip();
    }

    private Path tokens() {
        return directory.resolve("postern-test");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
