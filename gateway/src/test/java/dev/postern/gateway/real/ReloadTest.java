package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a change of configuration does to requests, connections and keys. How it is noticed is ReloadIT's part. */
@Tag("socket")
class ReloadTest {

    private static final String ORIGIN = "https://app.example.com";

    private final Vertx vertx = Vertx.vertx();
    private NotesBackend backend;

    @BeforeEach
    void start() {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    @Test
    @DisplayName("a request under way ends as the configuration it began with says (SR-118)")
    void a_request_under_way_ends_as_the_configuration_it_began_with_says() {
        String before =
                open(backend.port(), "") + "cors: { allowOrigins: [\"" + ORIGIN + "\"], allowMethods: [GET] }\n";
        try (RecordingUpstream other = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(before);
                RawClient slow = gateway.connect();
                RawClient next = gateway.connect()) {
            slow.send("GET /slow?head=1500 HTTP/1.1\r\nHost: h\r\nOrigin: " + ORIGIN + "\r\n\r\n");
            Await.until("the slow request is at the backend", () -> backend.heard() == 1);
            reload(gateway, open(other.port(), ""));
            RawResponse newer = next.send("GET /slow HTTP/1.1\r\nHost: h\r\nOrigin: " + ORIGIN + "\r\n\r\n")
                    .response();
            assertThat(newer.body()).isEqualTo("ok");
            assertThat(newer.header("access-control-allow-origin")).isNull();
            RawResponse older = slow.response();
            assertThat(older.body()).isEqualTo("chunk 1\n");
            assertThat(older.header("access-control-allow-origin")).isEqualTo(ORIGIN);
            // The client's connection outlives the change.
            assertThat(slow.send("GET /b HTTP/1.1\r\nHost: h\r\n\r\n")
                            .response()
                            .body())
                    .isEqualTo("ok");
        }
    }

    @Test
    void keys_are_fetched_again_only_when_the_settings_of_their_issuer_changed() {
        DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        String token = pool.idToken("jdoe");
        try (GatewayUnderTest gateway = GatewayUnderTest.start(guarded(pool, pool.jwksUrl(), ""))) {
            assertThat(notes(gateway, token)).isEqualTo(200);
            assertThat(pool.keySetFetches()).isEqualTo(1);
            for (int time = 0; time < 3; time++) {
                reload(
                        gateway,
                        guarded(pool, pool.jwksUrl(), "log: { level: " + (time % 2 == 0 ? "warn" : "info") + " }\n"));
                assertThat(notes(gateway, token)).isEqualTo(200);
            }
            assertThat(pool.keySetFetches()).isEqualTo(1);
            reload(gateway, guarded(pool, pool.jwksUrl() + "?anew", ""));
            assertThat(notes(gateway, token)).isEqualTo(200);
            assertThat(pool.keySetFetches()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("connections to a backend whose settings did not change are kept (SR-118)")
    void connections_to_a_backend_whose_settings_did_not_change_are_kept() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(open(upstream.port(), ""));
                RawClient client = gateway.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(upstream.connections()).isEqualTo(1);
            reload(gateway, open(upstream.port(), "") + "log: { level: warn }\n");
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(upstream.connections()).isEqualTo(1);
            reload(gateway, open(upstream.port(), ", timeouts: { head: 3s }"));
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("an issuer that is no longer configured admits nobody (SR-118)")
    void an_issuer_that_is_no_longer_configured_admits_nobody() {
        DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        DevelopmentUserPool next = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        try (GatewayUnderTest gateway = GatewayUnderTest.start(guarded(pool, pool.jwksUrl(), ""))) {
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(200);
            reload(gateway, guarded(next, next.jwksUrl(), ""));
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(401);
            assertThat(notes(gateway, next.idToken("jdoe"))).isEqualTo(200);
        }
    }

    @Test
    void twenty_changes_under_load_fail_no_request() {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        try (GatewayUnderTest gateway = GatewayUnderTest.start(open(backend.port(), ""))) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(CompletableFuture.runAsync(() -> {
                    while (!over.get()) {
                        assertThat(Call.to(gateway.port(), "/notes").get().statusCode())
                                .isEqualTo(200);
                        assertThat(Call.to(gateway.port(), "/sink").post("body").statusCode())
                                .isEqualTo(200);
                        served.incrementAndGet();
                    }
                }));
            }
            for (int time = 1; time <= 20; time++) {
                int before = served.get();
                Await.until("requests go on", () -> served.get() >= before + 4 || failed(clients));
                reload(gateway, open(backend.port(), ", pool: { lifetime: " + (100 + time) + "s }"));
            }
            over.set(true);
            for (CompletableFuture<Void> client : clients) {
                Await.result(Future.fromCompletionStage(client));
            }
            assertThat(Call.to(gateway.adminPort(), "/metrics").get().body())
                    .contains("postern_config_reloads_total{result=\"success\"} 20.0");
        }
    }

    private static boolean failed(List<CompletableFuture<Void>> clients) {
        return clients.stream().anyMatch(CompletableFuture::isCompletedExceptionally);
    }

    private static void reload(GatewayUnderTest gateway, String yaml) {
        assertThat(Await.result(gateway.gateway().reload(GatewayUnderTest.read(yaml, ""))))
                .isEqualTo(Gateway.ReloadResult.APPLIED);
    }

    private static int notes(GatewayUnderTest gateway, String token) {
        return Call.to(gateway.port(), "/notes").token(token).get().statusCode();
    }

    private static String open(int port, String settings) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(port, settings);
    }

    private String guarded(DevelopmentUserPool pool, String jwks, String more) {
        return """
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                routes:
                  - { match: "GET /notes", authorizer: users, upstream: notes }
                """.formatted(backend.port(), pool.issuer(), jwks, pool.clientId()) + more;
    }
}
