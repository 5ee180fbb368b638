package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.NewUser;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users with good, remembered tokens are locked out of a running gateway, and let in again. */
@Tag("socket")
class LockoutTest {

    private static final String UNTIL = "2030-01-31T12:00:00Z";
    private static final String TOKEN = "a-token-of-the-administrator";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private NotesBackend backend;
    private DevelopmentUserPool pool;
    private Path file;

    @BeforeEach
    void start() throws IOException {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = Await.result(DevelopmentUserPool.start(
                vertx,
                PoolOptions.defaults()
                        .withUsers(
                                NewUser.jdoe(PoolOptions.PASSWORD),
                                new NewUser("asmith", PoolOptions.PASSWORD, Map.of(), List.of(), false))));
        file = Files.writeString(directory.resolve("lockout.yaml"), "entries: []\n");
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    private String yaml(String more) {
        return """
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers: { users: { type: cognito, issuer: "%s", clients: any } }
                routes: [{ match: "GET /notes", authorizer: users, upstream: notes }]
                %s
                """.formatted(backend.port(), pool.issuer(), more);
    }

    private GatewayUnderTest guarded() {
        return GatewayUnderTest.start(yaml("lockout: { file: \"" + file + "\" }"));
    }

    private static HttpResponse<String> notes(GatewayUnderTest gateway, String token) {
        return Call.to(gateway.port(), "/notes").token(token).get();
    }

    private static void until(GatewayUnderTest gateway, String token, int status) {
        Await.until(
                "the token is answered with " + status,
                () -> notes(gateway, token).statusCode() == status);
    }

    /** As a ConfigMap or a careful editor does it: never half there. */
    private void write(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String entry(String sub) {
        return "entries: [{ sub: \"" + sub + "\", until: " + UNTIL + " }]\n";
    }

    private static String subject(String token) {
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        return new JsonObject(claims).getString("sub");
    }

    @Test
    @DisplayName(
            "A remembered token ends when the file names its user, and comes back with the entry's removal (SR-108)")
    void the_file_locks_out() throws IOException {
        String token = pool.idToken("jdoe");
        String other = pool.idToken("asmith");
        try (GatewayUnderTest gateway = guarded()) {
            assertThat(notes(gateway, token).statusCode()).isEqualTo(200);
            write(entry(subject(token)));
            until(gateway, token, 401);
            HttpResponse<String> refused = notes(gateway, token);
            assertThat(Logged.of(gateway, refused).getString("reason")).isEqualTo("locked_out");
            assertThat(refused.headers().firstValue("www-authenticate").orElse(""))
                    .contains("invalid_token")
                    .doesNotContain("jdoe");
            assertThat(notes(gateway, other).statusCode()).isEqualTo(200);
            assertThat(notes(gateway, pool.idToken("jdoe")).statusCode())
                    .as("a fresh token of the same user")
                    .isEqualTo(401);
            assertThat(scrape(gateway))
                    .contains("postern_lockout_entries{source=\"file\"} 1")
                    .contains("postern_lockout_reloads_total{result=\"success\"} 1");
            write("entries: []\n");
            until(gateway, token, 200);
        }
    }

    @Test
    void a_broken_file_releases_nobody_and_is_counted_and_its_repair_counts() throws IOException {
        String jdoe = pool.idToken("jdoe");
        String asmith = pool.idToken("asmith");
        write(entry(subject(jdoe)));
        try (GatewayUnderTest gateway = guarded()) {
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(401);
            write("entries: [{ sub");
            Await.until("the failure is counted", () -> scrape(gateway)
                    .contains("postern_lockout_reloads_total{result=\"failure\"} 1"));
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(401);
            Files.delete(file);
            Await.until("the second failure is counted", () -> scrape(gateway)
                    .contains("postern_lockout_reloads_total{result=\"failure\"} 2"));
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(401);
            assertThat(Await.result(gateway.gateway()
                            .reload(GatewayUnderTest.read(
                                    yaml("log: { level: warn }\nlockout: { file: \"" + file + "\" }"), ""))))
                    .as("the rest can be reloaded meanwhile")
                    .isEqualTo(Gateway.ReloadResult.APPLIED);
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(401);
            write(entry(subject(asmith)));
            until(gateway, asmith, 401);
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_start_or_a_new_name_with_a_broken_file_is_a_configuration_error() throws IOException {
        String jdoe = pool.idToken("jdoe");
        write("entries: 17\n");
        Throwable refused = catchThrowable(this::guarded);
        assertThat(refused).hasMessageContaining(file + ":1:10 entries: ");
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml(""))) {
            assertThat(Await.result(gateway.gateway()
                            .reload(GatewayUnderTest.read(yaml("lockout: { file: \"" + file + "\" }"), ""))))
                    .isEqualTo(Gateway.ReloadResult.REFUSED);
            assertThat(notes(gateway, jdoe).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("A call to the admin port counts from the next request on and survives a reload (SR-119)")
    void the_admin_port_locks_out() {
        String token = pool.idToken("jdoe");
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml(""))) {
            assertThat(Await.result(gateway.gateway().reload(withToken("")))).isEqualTo(Gateway.ReloadResult.APPLIED);
            assertThat(notes(gateway, token).statusCode()).isEqualTo(200);
            String body = "{\"sub\":\"" + subject(token) + "\",\"until\":\"" + UNTIL + "\"}";
            assertThat(admin(gateway).post(body).statusCode()).isEqualTo(200);
            assertThat(notes(gateway, token).statusCode()).isEqualTo(401);
            assertThat(Await.result(gateway.gateway().reload(withToken("log: { level: warn }"))))
                    .isEqualTo(Gateway.ReloadResult.APPLIED);
            assertThat(notes(gateway, token).statusCode()).isEqualTo(401);
            assertThat(admin(gateway).get().body()).contains(subject(token)).contains("\"source\":\"admin\"");
        }
    }

    private Call admin(GatewayUnderTest gateway) {
        return Call.to(gateway.adminPort(), "/lockout").token(TOKEN).header("Content-Type", "application/json");
    }

    private ConfigResult withToken(String more) {
        return new ConfigReader(Map.of())
                .readText(
                        "server: { host: 127.0.0.1, port: 0 }\nadmin: { host: 127.0.0.1, port: 0, token: " + TOKEN
                                + " }\n" + yaml(more),
                        Path.of("test.yaml"));
    }

    private static String scrape(GatewayUnderTest gateway) {
        return Call.to(gateway.adminPort(), "/metrics").get().body();
    }
}
