package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables of HTTP/1, asked by HTTP/2 as well: the same answer, and the same request at the backend. */
@Tag("socket")
@Tag("attack")
class SameAnswersTest {

    @TempDir
    private static Path directory;

    private static SecureGateway secure;
    private static FrameClient client;
    private static int stream = 1;
    /** The id of the newest answer. */
    private static String newest;

    @BeforeAll
    static void start() {
        secure = SecureGateway.of("""
                server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, timeout: 2s }, tls: { cert: server.crt, key: server.key } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "${UPSTREAM}" } }
                identity: { headers: { X-Principal-Id: $context.authorizer.principalId } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app, allowInPath: ["%%2F", "%%25", ";", "//"] }
                  - { match: "ANY /", authorizer: open, upstream: app }
                """.formatted(), directory, RecordingUpstream.start());
        client = secure.connect().begin("SETTINGS");
    }

    @AfterAll
    static void stop() {
        client.close();
        secure.close();
    }

    static Stream<CaseTable.Row> targets() {
        return CaseTable.rows("targets.txt")
                .filter(row -> row.get(0).startsWith("/") && row.get(0).length() < 4000)
                .filter(row -> row.get(0).chars().noneMatch(c -> c <= ' ' || c == 127));
    }

    @ParameterizedTest
    @MethodSource("targets")
    @DisplayName("a target is read alike (SR-1)")
    void a_target_is_read_alike(CaseTable.Row row) {
        String target = row.get(0).replace("\\", "\\\\");
        assertThat(byHttp2("GET " + target)).isEqualTo(byHttp1("GET " + row.get(0), ""));
    }

    /** Without what HTTP/2 has no word for, or says in another way. */
    static Stream<CaseTable.Row> headers() {
        List<String> others = List.of(
                "host",
                "connection",
                "content-length",
                "transfer-encoding",
                "upgrade",
                "te:",
                "keep-alive",
                "'': ",
                "expect",
                "sec-websocket",
                "<",
                "cookie");
        return CaseTable.rows("sweep.txt")
                .filter(row -> row.get(0).equals("1.1 GET") && row.get(1) != null)
                .filter(row -> row.get(1).length() < 4000)
                .filter(row -> others.stream().noneMatch(row.get(1).toLowerCase(Locale.ROOT)::contains));
    }

    @ParameterizedTest
    @MethodSource("headers")
    @DisplayName("headers are swept alike (SR-26)")
    void headers_are_swept_alike(CaseTable.Row row) {
        StringBuilder lines = new StringBuilder();
        StringBuilder parts = new StringBuilder();
        for (String header : row.get(1).split(" \\| ")) {
            int colon = header.indexOf(':');
            String value = header.substring(colon + 1).strip();
            lines.append(header, 0, colon).append(": ").append(value).append("\r\n");
            parts.append(" | ")
                    .append(header.substring(0, colon).toLowerCase(Locale.ROOT))
                    .append(": ")
                    .append(value);
        }
        assertThat(byHttp2("GET /a" + parts)).isEqualTo(byHttp1("GET /a", lines.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE /a", "get /a", "TRACK /a", "UNREADABLE /a", "GET /a%2e%2e", "GET /a\\xe9", "GET *"})
    @DisplayName("what is refused is logged and counted alike, as the client wrote it (SR-140)")
    void what_is_refused_is_logged_alike(String line) {
        String old = told(() -> byHttp1(FrameText.unescaped(line), ""));
        assertThat(told(() -> byHttp2(line))).isEqualTo(old).contains("\"method\":\"" + line.split(" ")[0] + '"');
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                ":method: G(T | :scheme: https | :authority: h | :path: /a $ null $ OTHER",
                ":scheme: https | :authority: h | :path: /a $ null $ OTHER",
                ":method: GET | :scheme: https | :authority: h $ null $ OTHER",
                ":method: CONNECT | :authority: h:443 $ \"CONNECT\" $ CONNECT"
            },
            delimiter = '$')
    void what_cannot_be_read_is_logged_as_none(String head, String method, String label) {
        assertThat(told(() -> byHttp2(head)))
                .contains("\"method\":" + method, "\"path\":null")
                .endsWith(label);
    }

    /** Method, path and status of the log line that this left, and the label it was counted under. */
    private static String told(Runnable request) {
        awaitLine();
        Map<String, Double> before = counted();
        request.run();
        String line = awaitLine();
        StringBuilder told =
                new StringBuilder(line.substring(line.indexOf("\"method\":"), line.indexOf(",\"outcome\"")));
        counted().forEach((method, count) -> {
            if (!count.equals(before.get(method))) {
                told.append(", counted as ").append(method);
            }
        });
        return told.toString();
    }

    /** That of the newest answer, which was counted before it was logged; null before the first. */
    private static String awaitLine() {
        String[] found = new String[1];
        Await.until("a log line of request " + newest, () -> {
            secure.gateway().accessLog().stream()
                    .filter(line -> newest != null && line.contains(newest))
                    .forEach(line -> found[0] = line);
            return newest == null || found[0] != null;
        });
        return found[0];
    }

    private static Map<String, Double> counted() {
        Map<String, Double> counted = new TreeMap<>();
        int port = secure.gateway().adminPort();
        try (RawClient admin = RawClient.connect(port)) {
            admin.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n")
                    .response()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("postern_requests_total{"))
                    .forEach(line -> counted.merge(
                            line.replaceFirst(".*method=\"(\\w+)\".*", "$1"),
                            Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)),
                            Double::sum));
        }
        return counted;
    }

    private static String byHttp1(String line, String headers) {
        secure.upstream().clear();
        try (RawClient old =
                RawClient.over(secure.tls().connect(secure.gateway().port()))) {
            byte[] bytes = (line + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n")
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            RawResponse answer = old.send(bytes).response();
            newest = answer.header("X-Request-Id");
            return answer.status() + " " + heard();
        }
    }

    private static String byHttp2(String head) {
        secure.upstream().clear();
        client.send("HEADERS " + stream + " END | " + head);
        FrameClient.Heard heard = client.answer(stream);
        stream += 2;
        heard.head().stream()
                .filter(line -> line.startsWith("x-request-id: "))
                .forEach(line -> newest = line.substring(line.indexOf(' ') + 1));
        // What RFC 9113 calls malformed is no status there but a reset with PROTOCOL_ERROR.
        return (heard.reset() == 1 ? "400" : heard.status()) + " " + heard();
    }

    /** What the backend got, without the names of this one request and how names are written. */
    private static String heard() {
        List<String> requests = secure.upstream().requests();
        return requests.isEmpty()
                ? "nothing"
                : requests.get(0)
                        .lines()
                        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("x-request-id:"))
                        .map(line -> line.startsWith("GET ")
                                ? line
                                : line.substring(0, line.indexOf(':') + 1).toLowerCase(Locale.ROOT)
                                        + line.substring(line.indexOf(':') + 1))
                        .sorted()
                        .toList()
                        .toString();
    }
}
