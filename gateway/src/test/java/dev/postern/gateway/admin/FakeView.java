package dev.postern.gateway.admin;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.AuthorizerConfig;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LogConfig;
import dev.postern.gateway.config.PluginsConfig;
import dev.postern.gateway.config.RouteConfig;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.config.WebSocketConfig;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A running gateway as the admin port sees it. */
class FakeView implements AdminView {

    static final String SECRET = "s3cr3t-that-must-not-show";

    volatile boolean live = true;
    volatile ReadyState ready =
            new ReadyState(ReadyState.Phase.READY, Map.of("users", new AuthorizerState(true, true, "2 keys, 31s old")));
    volatile String scrapeThread;
    final PurgeBoard purges = new PurgeBoard(Clock.systemUTC());
    final LockoutList lockout = new LockoutList(Clock.systemUTC());

    @Override
    public boolean live() {
        return live;
    }

    @Override
    public ReadyState ready() {
        return ready;
    }

    @Override
    public String scrape() {
        scrapeThread = Thread.currentThread().getName();
        return "# TYPE postern_in_flight_requests gauge\npostern_in_flight_requests 0\n";
    }

    @Override
    public Future<UpstreamHealth> upstream(String name) {
        return Future.succeededFuture(
                switch (name) {
                    case "notes" -> UpstreamHealth.up(name, "204 in 3 ms");
                    case "broken" -> UpstreamHealth.down(name, "connection refused");
                    case "silent" -> UpstreamHealth.unchecked(name);
                    default -> UpstreamHealth.unknown(name);
                });
    }

    @Override
    public LockoutList lockout() {
        return lockout;
    }

    @Override
    public PurgeBoard purges() {
        return purges;
    }

    @Override
    public GatewayConfig config() {
        UpstreamConfig notes = new UpstreamConfig(
                "notes",
                false,
                "::1",
                3000,
                null,
                "/base",
                UpstreamConfig.Timeouts.DEFAULT,
                UpstreamConfig.Pool.DEFAULT,
                UpstreamConfig.Tls.DEFAULT,
                false,
                true,
                false,
                null);
        RouteConfig route = new RouteConfig(
                "routes[0]",
                "GET /notes",
                List.of("api.example.com"),
                "users",
                "notes",
                new RouteRules(List.of("notes/read"), List.of(), Map.of()),
                null,
                null,
                -1,
                WebSocketConfig.DEFAULT,
                List.of(),
                Map.of("X-Key", "'" + SECRET + "'"));
        return new GatewayConfig(
                Profile.POSTERN,
                ServerConfig.DEFAULT,
                new AdminConfig("127.0.0.1", 0, SECRET),
                new ApiDescription("notes", "prod", "us-east-1", "000000000000", "/prod", Map.of("key", SECRET)),
                Map.of("notes", notes),
                Map.of(),
                Set.of(),
                Map.of("users", new AuthorizerConfig("users", "cognito", null)),
                null,
                null,
                List.of(route),
                List.of(),
                LogConfig.DEFAULT,
                null,
                null,
                PluginsConfig.NONE,
                Duration.ofSeconds(30),
                "0123456789ab",
                List.of());
    }
}
