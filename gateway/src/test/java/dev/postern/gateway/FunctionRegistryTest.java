package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.plugin.Plugins;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions over reloads. */
class FunctionRegistryTest {

    private final Vertx vertx = Vertx.vertx();
    private final GatewayMeters meters = new GatewayMeters();
    private final Surroundings surroundings = new Surroundings(
            vertx,
            Clock.systemUTC(),
            meters,
            new SharedResources(),
            AuthorizerEvents.NONE,
            new LockoutSource(vertx, Clock.systemUTC(), meters),
            Sharing.none(Clock.systemUTC()),
            VerificationBudget.UNLIMITED);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private FunctionRegistry registry(String functions) {
        ConfigResult read = new ConfigReader(Map.of())
                .readText(
                        "functions: " + functions + "\nroutes: [{ match: GET /, authorizer: open, upstream: a }]\n"
                                + "upstreams: { a: { url: \"http://a\" } }\n",
                        Path.of("test.yaml"));
        assertThat(read.problems().render()).isEmpty();
        return FunctionRegistry.of(
                read.config(),
                Plugins.of(read.config().plugins(), surroundings.shared(), read.problems()),
                surroundings,
                read.problems());
    }

    @Test
    void a_function_in_processes_that_was_never_started_can_be_closed() {
        FunctionRegistry registry =
                registry("{ a: { runtime: { command: [nothing] } }," + " b: { runtime: { port: 9002, uid: 1 } } }");
        assertThat(registry.function("a")).isNotNull();
        assertThat(meters.scrape())
                .contains("postern_function_strangers_total{function=\"b\"} 0")
                .contains("postern_function_processes_total{event=\"started\",function=\"a\"} 0");
        registry.close();
        assertThat(meters.scrape()).doesNotContain("function=\"");
    }

    @Test
    void a_function_whose_settings_did_not_change_is_the_same_after_a_reload() {
        FunctionRegistry before = registry("{ a: { url: \"http://a/\" }, b: { url: \"http://b/\" } }");
        FunctionRegistry after = registry("{ a: { url: \"http://a/\" }, b: { url: \"http://b/\", concurrency: 5 } }");
        assertThat(after.function("a")).isNotNull().isSameAs(before.function("a"));
        assertThat(after.function("b")).isNotSameAs(before.function("b"));
        assertThat(after.function("c")).isNull();
        before.close();
        assertThat(meters.scrape()).contains("function=\"a\"", "function=\"b\"");
        after.close();
        assertThat(meters.scrape()).doesNotContain("function=\"");
    }
}
