package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.NewUser;
import dev.postern.sample.pool.PoolOptions;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The clients of the two articles that Postern reproduces, whole: sign-in with Cognito's library and its default SRP
 * flow at the development pool, only {@code endpoint} set, then the call through the gateway.
 */
class ArticleClientsIT {

    private static final String ORIGIN = "https://app.example.com";
    private static final String CODE = "135790";

    private Vertx vertx;
    private NotesBackend backend;
    private DevelopmentUserPool pool;

    @BeforeEach
    void start() {
        RealComponents.requireNode("amazon-cognito-identity-js", "bl");
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = Await.result(DevelopmentUserPool.start(
                vertx,
                PoolOptions.defaults()
                        .withUsers(NewUser.jdoe(PoolOptions.PASSWORD).withSmsMfa())
                        .withFixedCode(CODE)));
    }

    @AfterEach
    void stop() {
        if (vertx != null) {
            Await.result(vertx.close());
        }
    }

    @Test
    void the_second_articles_client_gets_its_notes_with_only_host_and_port_changed() {
        pool = withoutCodes();
        try (GatewayUnderTest gateway = GatewayUnderTest.start(notes(pool))) {
            RealComponents.Outcome outcome = run(
                    "notes-client.cjs",
                    Map.of("HOST", "127.0.0.1", "PORT", Integer.toString(gateway.port()), "STAGE", "prod"));
            assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
            JsonObject notes = new JsonObject(outcome.out());
            assertThat(notes.getString("title")).isEqualTo("Notes for jdoe");
            assertThat(notes.getJsonArray("notes")).isNotEmpty();
            assertThat(new JsonObject(gateway.accessLog(1).get(0)).getString("path"))
                    .isEqualTo("/prod/notes");
        }
    }

    @Test
    void the_second_articles_client_is_turned_away_where_its_pool_is_not_trusted() {
        DevelopmentUserPool trusted = pool;
        pool = withoutCodes();
        try (GatewayUnderTest gateway = GatewayUnderTest.start(notes(trusted))) {
            RealComponents.Outcome outcome = run(
                    "notes-client.cjs",
                    Map.of("HOST", "127.0.0.1", "PORT", Integer.toString(gateway.port()), "STAGE", "prod"));
            assertThat(outcome.exit()).isEqualTo(2);
            assertThat(outcome.out().strip()).isEqualTo("{\"message\":\"Unauthorized\"}");
            assertThat(backend.heard()).isZero();
        }
    }

    @Test
    void the_first_articles_page_reads_and_writes_from_its_own_origin_with_a_code_at_sign_in() {
        String yaml = """
                profile: rest-api
                api: { stage: prod, basePath: /prod }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                cors: { allowOrigins: ["%s"], allowMethods: [GET, POST], allowHeaders: [authorization, content-type] }
                routes:
                  - match: "ANY /"
                    authorizer: users
                    upstream: app
                    path: /echo
                    request:
                      headers:
                        X-Given-Name: $context.authorizer.claims.given_name
                        X-Family-Name: $context.authorizer.claims.family_name
                """.formatted(backend.port(), pool.issuer(), pool.jwksUrl(), pool.clientId(), ORIGIN);
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml)) {
            RealComponents.Outcome outcome = run(
                    "browser-client.cjs",
                    Map.of("API", "http://127.0.0.1:" + gateway.port() + "/prod", "ORIGIN", ORIGIN, "CODE", CODE));
            assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
            JsonObject result = new JsonObject(outcome.out());
            JsonObject read = result.getJsonObject("get").getJsonObject("data");
            assertThat(read.getString("method")).isEqualTo("GET");
            assertThat(header(read, "X-Given-Name")).isEqualTo("John");
            assertThat(header(read, "X-Family-Name")).isEqualTo("Doe");
            JsonObject written = result.getJsonObject("post").getJsonObject("data");
            assertThat(written.getString("method")).isEqualTo("POST");
            assertThat(written.getJsonObject("body").getString("text")).isEqualTo("{\"message\":\"Sample payload\"}");
            assertThat(result.getJsonObject("anonymous").getInteger("status")).isEqualTo(401);
            assertThat(result.getJsonObject("anonymous").getJsonObject("data"))
                    .isEqualTo(new JsonObject().put("message", "Unauthorized"));
            assertThat(result.getJsonObject("delete").getString("refused")).isEqualTo("preflight");
            assertThat(backend.heard()).isEqualTo(2);
        }
    }

    @Test
    void the_first_articles_page_on_an_unknown_origin_is_kept_out_by_the_browser() {
        String yaml = notes(pool).replace("/notes\"", "/\"") + "cors: { allowOrigins: [\"" + ORIGIN
                + "\"], allowMethods: [GET, POST], allowHeaders: [authorization, content-type] }\n";
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml)) {
            RealComponents.Outcome outcome = run(
                    "browser-client.cjs",
                    Map.of(
                            "API",
                            "http://127.0.0.1:" + gateway.port() + "/prod",
                            "ORIGIN",
                            "https://app.example.com.evil.example",
                            "CODE",
                            CODE));
            assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isZero();
            for (Map.Entry<String, Object> call : new JsonObject(outcome.out())) {
                assertThat(((JsonObject) call.getValue()).getString("refused")).isEqualTo("preflight");
            }
            assertThat(backend.heard()).isZero();
        }
    }

    private String notes(DevelopmentUserPool trusted) {
        return """
                api: { stage: prod, basePath: /prod }
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                routes:
                  - { match: "GET /notes", authorizer: users, upstream: notes }
                """.formatted(backend.port(), trusted.issuer(), trusted.jwksUrl(), trusted.clientId());
    }

    private DevelopmentUserPool withoutCodes() {
        return Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
    }

    private RealComponents.Outcome run(String script, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("ENDPOINT", pool.endpoint());
        all.put("POOL", pool.poolId());
        all.put("CLIENT", pool.clientId());
        all.put("USERNAME", "jdoe");
        all.put("PASSWORD", PoolOptions.PASSWORD);
        return RealComponents.runNode(script, all);
    }

    private static String header(JsonObject echo, String name) {
        return echo.getJsonArray("headers").stream()
                .map(JsonArray.class::cast)
                .filter(line -> line.getString(0).equalsIgnoreCase(name))
                .map(line -> line.getString(1))
                .reduce((one, two) -> "twice: " + one + ", " + two)
                .orElse(null);
    }
}
