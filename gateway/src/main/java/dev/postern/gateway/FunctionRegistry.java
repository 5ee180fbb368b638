package dev.postern.gateway;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.SharedResources.Hold;
import dev.postern.function.LambdaFunction;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import dev.postern.function.inprocess.InProcessFunction;
import dev.postern.function.limit.LimitedFunction;
import dev.postern.function.url.UrlFunction;
import dev.postern.gateway.config.FunctionConfig;
import dev.postern.gateway.config.FunctionTransport;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.plugin.Plugin;
import dev.postern.gateway.plugin.Plugins;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The functions of one configuration, by name. One whose settings did not change is the same object as in the
 * configuration before, with its connections, processes and breaker.
 */
final class FunctionRegistry {

    /** Shorter than the five seconds of Node and most Python servers. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** What makes two functions different; {@code plugin} is null for those that run elsewhere. */
    private record Key(FunctionConfig config, OutboundTrust trust, Plugin plugin) {}

    private final Map<String, Hold<LimitedFunction>> held = new LinkedHashMap<>();

    private FunctionRegistry() {}

    /** Makes or finds the functions of a configuration. Blocks: files are read. Does no network input or output. */
    static FunctionRegistry of(GatewayConfig config, Plugins plugins, Surroundings surroundings, Problems problems) {
        FunctionRegistry registry = new FunctionRegistry();
        if (config.functions().isEmpty()) {
            return registry;
        }
        OutboundTrust trust = OutboundTrust.read(config.trust(), problems);
        for (FunctionConfig function : config.functions().values()) {
            Plugin plugin = null;
            InProcessFunction own = null;
            if (function.transport() instanceof FunctionTransport.InProcess java) {
                BiConsumer<String, String> problem =
                        (what, right) -> problems.error("functions." + function.name() + ".class", what, right);
                plugin = plugins.owner(java.className(), problem);
                own = plugin == null ? null : inProcess(function, java, plugin, surroundings, problem);
                if (own == null) {
                    continue;
                }
            }
            LambdaFunction ready = own;
            registry.held.put(
                    function.name(),
                    surroundings
                            .shared()
                            .hold(
                                    new Key(function, trust, plugin),
                                    LimitedFunction.class,
                                    () -> limited(
                                            ready == null ? remote(function, trust, surroundings) : ready,
                                            function,
                                            surroundings),
                                    LimitedFunction::close));
        }
        return registry;
    }

    private static InProcessFunction inProcess(
            FunctionConfig config,
            FunctionTransport.InProcess java,
            Plugin plugin,
            Surroundings surroundings,
            BiConsumer<String, String> problem) {
        return InProcessFunction.of(
                config.name(),
                java.className(),
                plugin.loader(),
                config.limits().concurrency(),
                config.limits().answerLimit(),
                surroundings.vertx(),
                problem);
    }

    private static LimitedFunction limited(LambdaFunction function, FunctionConfig config, Surroundings surroundings) {
        return new LimitedFunction(
                function,
                config.limits(),
                surroundings.vertx(),
                System::nanoTime,
                surroundings.meters().function(config.name()));
    }

    private static LambdaFunction remote(FunctionConfig config, OutboundTrust trust, Surroundings surroundings) {
        FunctionTransport.Url url = (FunctionTransport.Url) config.transport();
        HttpCaller caller = new HttpCaller(
                surroundings.vertx(),
                new HttpCaller.Settings(
                        new Endpoint(url.tls(), url.host(), url.port()),
                        trust.options(),
                        null,
                        config.limits().answerLimit(),
                        config.limits().concurrency(),
                        IDLE));
        return new UrlFunction(config.name(), url.path(), caller);
    }

    /** Null when there is none that can be used. */
    LambdaFunction function(String name) {
        Hold<LimitedFunction> hold = held.get(name);
        return hold == null ? null : hold.get();
    }

    /** Starts those that an earlier configuration did not start. */
    Future<Void> start() {
        List<Future<Void>> starting = new ArrayList<>();
        for (Hold<LimitedFunction> hold : held.values()) {
            starting.add(hold.get().start().recover(t -> Future.succeededFuture()));
        }
        return Future.join(starting).mapEmpty();
    }

    /** Lets go of them; those that no other configuration holds are closed. */
    void close() {
        held.values().forEach(Hold::close);
    }
}
