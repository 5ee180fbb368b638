package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import dev.postern.sample.testing.SettableClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An issuer that is down when the gateway starts, comes back, and goes again. */
@Tag("socket")
class IssuerOutageTest {

    private final Vertx vertx = Vertx.vertx();
    private NotesBackend backend;
    private PoolOptions options;
    private int port;

    @BeforeEach
    void start() throws IOException {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            options = PoolOptions.defaults().withPort(port);
        }
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    @Test
    @DisplayName("an issuer that is down at start closes its routes only and opens them when it is back (SR-103)")
    void an_issuer_that_is_down_at_start_closes_its_routes_only_and_opens_them_when_it_is_back() {
        try (GatewayUnderTest gateway = GatewayUnderTest.start(users(issuer()))) {
            HttpResponse<String> refused =
                    Call.to(gateway.port(), "/notes").token(early()).get();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after"))
                    .hasValueSatisfying(
                            seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
            assertThat(Logged.of(gateway, refused).getString("reason")).isEqualTo("keys_unavailable");
            assertThat(backend.heard()).isZero();
            assertThat(Call.to(gateway.port(), "/echo").get().statusCode()).isEqualTo(200);
            HttpResponse<String> ready = ready(gateway);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("users");

            DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, options));
            Await.until("it is ready", () -> ready(gateway).statusCode() == 200);
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(200);

            Await.result(pool.close());
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(200);
            assertThat(ready(gateway).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_gateway_that_can_decide_for_some_is_ready_when_its_patience_with_the_others_is_over() {
        DevelopmentUserPool up = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        SettableClock clock = new SettableClock(Instant.now());
        String yaml = """
                start: { patience: 10s }
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  up: { type: cognito, issuer: "%s", clients: any }
                  down: { type: cognito, issuer: "%s", clients: any }
                routes:
                  - { match: "GET /notes", authorizer: up, upstream: notes }
                  - { match: "GET /echo", authorizer: down, upstream: notes }
                """.formatted(backend.port(), up.issuer(), issuer());
        try (GatewayUnderTest gateway = start(yaml, clock)) {
            Await.until("one issuer has keys", () -> notes(gateway, up.idToken("jdoe")) == 200);
            assertThat(ready(gateway).statusCode()).isEqualTo(503);
            clock.move(Duration.ofSeconds(11));
            assertThat(ready(gateway).statusCode()).isEqualTo(200);
            assertThat(Call.to(gateway.port(), "/echo").token(early()).get().statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void patience_makes_a_gateway_that_can_decide_for_nobody_no_more_ready() {
        SettableClock clock = new SettableClock(Instant.now());
        try (GatewayUnderTest gateway = start(users(issuer()), clock)) {
            clock.move(Duration.ofHours(1));
            assertThat(ready(gateway).statusCode()).isEqualTo(503);
        }
    }

    @Test
    @DisplayName("keys that could not be refreshed for a day close the gate (SR-103)")
    void keys_that_could_not_be_refreshed_for_a_day_close_the_gate() {
        SettableClock clock = new SettableClock(Instant.now());
        DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, options.withClock(clock)));
        try (GatewayUnderTest gateway = start(users(issuer()), clock)) {
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(200);
            Await.result(pool.close());
            clock.move(Duration.ofHours(23));
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(200);
            clock.move(Duration.ofHours(2));
            assertThat(notes(gateway, pool.idToken("jdoe"))).isEqualTo(503);
        }
    }

    /** A token that only lacks its keys. */
    private String early() {
        PoolOptions elsewhere = PoolOptions.defaults().withIssuer(issuer());
        return Await.result(DevelopmentUserPool.start(vertx, elsewhere)).idToken("jdoe");
    }

    private String issuer() {
        return "http://127.0.0.1:" + port + "/" + PoolOptions.POOL_ID;
    }

    private String users(String issuer) {
        return """
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers:
                  users: { type: cognito, issuer: "%s", clients: any }
                routes:
                  - { match: "GET /notes", authorizer: users, upstream: notes }
                  - { match: "GET /echo", authorizer: open, upstream: notes }
                """.formatted(backend.port(), issuer);
    }

    private static GatewayUnderTest start(String yaml, Clock clock) {
        return GatewayUnderTest.start(GatewayUnderTest.read(yaml, ""), clock);
    }

    private static HttpResponse<String> ready(GatewayUnderTest gateway) {
        return Call.to(gateway.adminPort(), "/health/ready").get();
    }

    private static int notes(GatewayUnderTest gateway, String token) {
        return Call.to(gateway.port(), "/notes").token(token).get().statusCode();
    }
}
