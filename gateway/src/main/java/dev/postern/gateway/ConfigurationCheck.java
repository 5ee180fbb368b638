package dev.postern.gateway;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at a configuration as a start would, without serving anything. */
public final class ConfigurationCheck {

    private ConfigurationCheck() {}

    /**
     * Compiles a configuration and throws the result away; no network input or output. What is wrong is added to the
     * problems of {@code read}, which may have errors already. Blocks: files are read.
     */
    public static void compile(Vertx vertx, ConfigResult read) {
        if (read.config() != null) {
            compiler(vertx, read).compile().close();
        }
    }

    /**
     * Lets every authorizer of a configuration without errors try its issuer.
     *
     * @return what came of the first attempt, by name; at most after {@code patience}
     */
    public static Future<Map<String, AuthorizerState>> tryAuthorizers(
            Vertx vertx, ConfigResult read, Duration patience) {
        return vertx.executeBlocking(() -> compiler(vertx, read).compile(), false)
                .compose(compiled -> compiled.startAuthorizers()
                        .timeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .transform(tried -> {
                            Map<String, AuthorizerState> states = new LinkedHashMap<>();
                            compiled.authorizers().forEach((name, each) -> states.put(name, each.state()));
                            compiled.close();
                            return Future.succeededFuture(states);
                        }));
    }

    private static SnapshotCompiler compiler(Vertx vertx, ConfigResult read) {
        Clock clock = Clock.systemUTC();
        GatewayMeters meters = new GatewayMeters();
        LockoutSource lockouts = new LockoutSource(vertx, clock, meters);
        Surroundings surroundings = new Surroundings(
                vertx,
                clock,
                meters,
                new SharedResources(),
                AuthorizerEvents.NONE,
                lockouts,
                VerificationBudget.UNLIMITED);
        return new SnapshotCompiler(read.config(), lockouts.read(read), surroundings, read.problems());
    }
}
