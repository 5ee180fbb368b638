package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.real.Certificates;
import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} says of a request: {@code cases/explain.txt}, and what it never says. */
class ExplainCommandTest {

    private static final String CONFIG = """
            server: { host: "::", port: 1, limits: { headerCount: 20 } }
            api: { basePath: /prod }
            upstreams: { notes: { url: "%s/base" } }
            authorizers:
              users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
              ticket: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id, identitySource: querystring.t }
              programs: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: access }
              lost: { type: cognito, issuer: "%s", jwks: "%snothing", clients: [%s], tokenUse: id }
            lockout: { file: lockout.yaml }
            cors: { allowOrigins: ["https://app.example.com"], allowMethods: [GET], allowHeaders: [authorization] }
            routes:
              - { match: "GET /notes", authorizer: users, upstream: notes }
              - { match: "GET /admins", authorizer: users, upstream: notes, groups: [admins] }
              - { match: "GET /scoped", authorizer: programs, upstream: notes, scopes: [notes/write, notes/all] }
              - { match: "GET /claimed", authorizer: users, upstream: notes, claims: { given_name: [Jane, Ann] } }
              - { match: "GET /ticket", authorizer: ticket, upstream: notes }
              - { match: "GET /lost", authorizer: lost, upstream: notes }
              - { match: "ANY /public/{proxy+}", authorizer: open, upstream: notes, path: "/v1/{proxy}" }
              - { match: "ANY /never", authorizer: deny, upstream: notes }
            """;

    @TempDir
    private static Path directory;

    private static Vertx vertx;
    private static NotesBackend backend;
    private static DevelopmentUserPool pool;
    private static Path config;

    @BeforeAll
    static void start() throws IOException {
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        String issuer = pool.issuer();
        String keys = pool.jwksUrl();
        String client = pool.clientId();
        Files.writeString(
                directory.resolve("lockout.yaml"), "entries: [{ jti: stolen, until: 2090-01-01T00:00:00Z }]\n");
        config = Files.writeString(
                directory.resolve("postern.yaml"),
                String.format(
                        CONFIG,
                        "http://127.0.0.1:" + backend.port(),
                        issuer,
                        keys,
                        client,
                        issuer,
                        keys,
                        client,
                        issuer,
                        keys,
                        client,
                        issuer,
                        pool.endpoint(),
                        client));
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    @AfterEach
    void the_backend_is_never_called() {
        assertThat(backend.heard()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        Map<String, String> tokens = Map.of(
                "{id}", pool.idToken("jdoe"),
                "{access}", pool.accessToken("jdoe"),
                "{stolen}", pool.idToken("jdoe", claims -> claims.put("jti", "stolen")),
                "{expired}", pool.idToken("jdoe", claims -> claims.put("exp", 1_000_000_000)),
                "{other-client}", pool.idToken("jdoe", claims -> claims.put("aud", "somebody else")));
        return CaseTable.rows("explain.txt")
                .map(row -> DynamicTest.dynamicTest(row.toString(), () -> {
                    List<String> arguments =
                            new ArrayList<>(List.of("explain", config.toString(), filled(row.get(0), tokens)));
                    if (row.get(1) != null) {
                        for (String header : row.get(1).split(" \\| ")) {
                            arguments.addAll(List.of("-H", filled(header, tokens)));
                        }
                    }
                    CommandRun explained = CommandRun.of(arguments.toArray(String[]::new));
                    String plain = explained.out().replaceAll(" {2,}", " ");
                    for (String text : row.get(3).split(" \\| ")) {
                        assertThat(plain).contains(text);
                    }
                    assertThat(explained.exit()).as(explained.all()).isEqualTo(Integer.parseInt(row.get(2)));
                    for (String token : tokens.values()) {
                        assertThat(explained.all()).doesNotContain(token.substring(token.lastIndexOf('.')));
                    }
                }));
    }

    private static String filled(String text, Map<String, String> tokens) {
        String filled = text;
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            filled = filled.replace(token.getKey(), token.getValue());
        }
        return filled;
    }

    @Test
    void a_listener_with_tls_is_explained_as_such() throws IOException {
        Certificates.in(directory).issue("server", "DNS:localhost");
        for (Map.Entry<String, String> each : Map.of(
                        "", "the listener speaks TLS, and asks for no client certificate",
                        ", clientAuth: optional, clientCa: ca.crt", "a client may show a certificate",
                        ", clientAuth: required, clientCa: ca.crt", "the handshake would need a client certificate")
                .entrySet()) {
            Path file = Files.writeString(directory.resolve("tls.yaml"), """
                    server: { tls: { cert: server.crt, key: server.key%s } }
                    upstreams: { notes: { url: "http://127.0.0.1:3000" } }
                    routes: [ { match: "GET /a", authorizer: open, upstream: notes } ]
                    """.formatted(each.getKey()));
            CommandRun explained = CommandRun.of("explain", file.toString(), "GET /a");
            assertThat(explained.exit()).as(explained.all()).isZero();
            assertThat(explained.out()).startsWith("tls ").contains(each.getValue(), "X-Forwarded-Proto: https");
        }
    }

    @Test
    void a_header_file_keeps_the_token_off_the_command_line() throws IOException {
        Path file = Files.writeString(
                directory.resolve("headers"), "Authorization: Bearer " + pool.idToken("jdoe") + "\r\n\r\nX-Test: 1\n");
        CommandRun explained =
                CommandRun.of("explain", config.toString(), "GET /prod/notes", "-H", "@" + file, "--json");
        assertThat(explained.exit()).as(explained.all()).isZero();
        JsonObject json = new JsonObject(explained.out());
        assertThat(json.getString("outcome")).isEqualTo("reached");
        assertThat(json.getString("request")).isEqualTo("GET /prod/notes");
        assertThat(json.getJsonObject("admitted").getJsonObject("context").getString("username"))
                .isEqualTo("jdoe");
        assertThat(json.getJsonObject("admitted").getJsonObject("claims").getString("given_name"))
                .isEqualTo("John");
        assertThat(json.getJsonObject("upstream").getString("name")).isEqualTo("notes");
        assertThat(json.getJsonObject("upstream").getString("head"))
                .startsWith("GET /base/notes HTTP/1.1\n")
                .contains("X-Username: jdoe")
                .contains("X-Test: 1");
        assertThat(json.getJsonArray("steps"))
                .extracting(step -> ((JsonObject) step).getString("step"))
                .containsExactly("headers", "target", "route", "cors", "authorizer", "identity", "upstream");
    }

    @Test
    void a_body_goes_along() {
        CommandRun explained =
                CommandRun.of("explain", config.toString(), "POST /prod/public/a", "-d", "{\"a\":1}", "--json");
        assertThat(explained.exit()).as(explained.all()).isZero();
        assertThat(new JsonObject(explained.out()).getJsonObject("upstream").getString("head"))
                .contains("content-length: 7");
    }

    @Test
    void a_bad_configuration_is_exit_2() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.yaml"), "routes: [{ match: GET /, authorizer: nobody }]\n");
        CommandRun explained = CommandRun.of("explain", bad.toString(), "GET /");
        assertThat(explained.exit()).isEqualTo(2);
        assertThat(explained.err()).contains(bad + ":1:");
    }

    @Test
    @DisplayName("arguments that make no request are exit 2 and never repeat a token (SR-97, SR-146)")
    void arguments_that_make_no_request_are_exit_2_and_never_repeat_a_token() {
        String token = pool.idToken("jdoe");
        for (String[] wrong : new String[][] {
            {"explain", config.toString(), "notes"},
            {"explain", config.toString(), "GET /a\r\nX: 1"},
            {"explain", config.toString(), "GET /", "-H", token},
            {"explain", config.toString(), "GET /", "-H", "A: b\r\nC: d"},
            {"explain", config.toString(), "GET /", "-H", "@" + directory.resolve("absent")},
            {"explain", config.toString(), "GET /", "Authorization: " + token},
        }) {
            CommandRun explained = CommandRun.of(wrong);
            assertThat(explained.exit()).as(explained.all()).isEqualTo(2);
            assertThat(explained.err()).startsWith("postern: ").doesNotContain(token);
            assertThat(explained.out()).isEmpty();
        }
    }
}
