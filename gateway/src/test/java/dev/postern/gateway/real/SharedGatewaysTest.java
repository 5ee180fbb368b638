package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.NewUser;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole gateways with {@code shared}. */
@Tag("socket")
class SharedGatewaysTest {

    private static final String TOKEN = "a-token-of-the-administrator";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private NotesBackend backend;
    private DevelopmentUserPool pool;

    @BeforeEach
    void start() {
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = Await.result(
                DevelopmentUserPool.start(vertx, PoolOptions.defaults().withUsers(NewUser.jdoe(PoolOptions.PASSWORD))));
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    private GatewayUnderTest gateway(String redis) {
        String yaml = """
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                authorizers: { users: { type: cognito, issuer: "%s", clients: any } }
                routes: [{ match: "GET /notes", authorizer: users, upstream: notes }]
                shared: { redis: "%s", key: "%s" }
                """.formatted(backend.port(), pool.issuer(), redis, Fleet.KEY);
        GatewayUnderTest gateway = GatewayUnderTest.start(yaml);
        String withToken = "server: { host: 127.0.0.1, port: 0 }\nadmin: { host: 127.0.0.1, port: 0, token: " + TOKEN
                + " }\n" + yaml;
        assertThat(Await.result(
                        gateway.gateway().reload(new ConfigReader(Map.of()).readText(withToken, Path.of("test.yaml")))))
                .isEqualTo(Gateway.ReloadResult.APPLIED);
        return gateway;
    }

    private static int notes(GatewayUnderTest gateway, String token) {
        return Call.to(gateway.port(), "/notes").token(token).get().statusCode();
    }

    @Test
    @DisplayName("who is locked out at one gateway is locked out at the other, without a restart of either (SR-119)")
    void who_is_locked_out_at_one_gateway_is_locked_out_at_the_other() {
        String token = pool.idToken("jdoe");
        String sub = new JsonObject(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]))).getString("sub");
        try (RedisServer redis = RedisServer.start(directory);
                GatewayUnderTest first = gateway(redis.url());
                GatewayUnderTest second = gateway(redis.url())) {
            assertThat(notes(second, token)).isEqualTo(200);
            assertThat(Call.to(first.adminPort(), "/lockout")
                            .token(TOKEN)
                            .header("Content-Type", "application/json")
                            .post("{\"sub\":\"" + sub + "\",\"until\":\"2030-01-31T12:00:00Z\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(notes(first, token)).isEqualTo(401);
            Await.until("the other gateway knows", () -> notes(second, token) == 401);
        }
    }

    @Test
    void a_redis_that_is_not_there_keeps_nobody_out_and_no_gateway_from_starting() {
        try (GatewayUnderTest alone = gateway("redis://127.0.0.1:1")) {
            assertThat(notes(alone, pool.idToken("jdoe"))).isEqualTo(200);
        }
    }
}
