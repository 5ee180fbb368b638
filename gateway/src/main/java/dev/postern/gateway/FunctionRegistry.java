package dev.postern.gateway;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.SharedResources.Hold;
import dev.postern.authorizer.keys.ProxyRules;
import dev.postern.function.FunctionEvents;
import dev.postern.function.LambdaFunction;
import dev.postern.function.arn.ArnFunction;
import dev.postern.function.arn.CredentialChain;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import dev.postern.function.inprocess.InProcessFunction;
import dev.postern.function.limit.FunctionLimits;
import dev.postern.function.limit.LimitedFunction;
import dev.postern.function.runtime.RuntimeFunction;
import dev.postern.function.runtime.RuntimeSettings;
import dev.postern.function.url.UrlFunction;
import dev.postern.gateway.config.FunctionConfig;
import dev.postern.gateway.config.FunctionTransport;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.plugin.Plugin;
import dev.postern.gateway.plugin.Plugins;
import dev.postern.gateway.wire.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/**
 * The functions of one configuration, by name. One whose settings did not change is the same object as in the
 * configuration before, with its connections, processes and breaker.
 */
final class FunctionRegistry {

    /** Shorter than the five seconds of Node and most Python servers. */
    private static final Duration IDLE = Duration.ofSeconds(4);

    /** What makes two functions different; {@code plugin} is null for those that run elsewhere. */
    private record Key(FunctionConfig config, OutboundTrust trust, String region, String account, Plugin plugin) {}

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
            checkRuntime(function, problems);
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
            Key key =
                    new Key(function, trust, config.api().region(), config.api().account(), plugin);
            registry.held.put(
                    function.name(),
                    surroundings
                            .shared()
                            .hold(
                                    key,
                                    LimitedFunction.class,
                                    () -> limited(key, ready, surroundings),
                                    LimitedFunction::close));
        }
        return registry;
    }

    /** What cannot run on this machine is an error now, not a 503 for ever. */
    private static void checkRuntime(FunctionConfig function, Problems problems) {
        if (function.transport() instanceof FunctionTransport.Runtime runtime) {
            String fault = RuntimeFunction.faultOf(runtime.host());
            if (fault != null) {
                problems.error("functions." + function.name() + ".runtime", fault, "use url or arn on this machine");
            }
        }
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

    /** @param ready one that runs in this process; null for the others, which are made here */
    private static LimitedFunction limited(Key key, LambdaFunction ready, Surroundings surroundings) {
        FunctionConfig config = key.config();
        FunctionEvents events = surroundings.meters().function(config.name());
        LambdaFunction transport = ready;
        if (config.transport() instanceof FunctionTransport.Runtime runtime) {
            transport = hosted(key, runtime, surroundings, events);
        } else if (transport == null) {
            transport = remote(config, key.trust(), surroundings);
        }
        return new LimitedFunction(transport, config.limits(), surroundings.vertx(), System::nanoTime, events);
    }

    private static LambdaFunction hosted(
            Key key, FunctionTransport.Runtime runtime, Surroundings surroundings, FunctionEvents events) {
        FunctionLimits limits = key.config().limits();
        RuntimeSettings settings = new RuntimeSettings(
                key.config().name(),
                key.region(),
                key.account(),
                runtime.host(),
                runtime.timeout(),
                runtime.init(),
                limits.concurrency(),
                (int) limits.answerLimit());
        return RuntimeFunction.of(
                surroundings.vertx(), surroundings.clock(), settings, StrictRequestDecoder::standIn, events);
    }

    private static LambdaFunction remote(FunctionConfig config, OutboundTrust trust, Surroundings surroundings) {
        if (config.transport() instanceof FunctionTransport.Url url) {
            Endpoint endpoint = new Endpoint(url.tls(), url.host(), url.port());
            return new UrlFunction(config.name(), url.path(), caller(config, endpoint, trust, null, surroundings));
        } else if (config.transport() instanceof FunctionTransport.Arn arn) {
            Endpoint endpoint = arn.endpoint() == null ? ArnFunction.endpoint(arn.arn()) : arn.endpoint();
            return new ArnFunction(
                    config.name(),
                    arn.arn(),
                    arn.endpoint() != null,
                    caller(config, endpoint, trust, proxy(endpoint), surroundings),
                    CredentialChain.of(
                            surroundings.vertx(),
                            surroundings.clock(),
                            arn.arn().region(),
                            arn.role()),
                    surroundings.clock());
        }
        throw new IllegalStateException("no transport " + config.transport());
    }

    private static HttpCaller caller(
            FunctionConfig config,
            Endpoint endpoint,
            OutboundTrust trust,
            ProxyOptions proxy,
            Surroundings surroundings) {
        return new HttpCaller(
                surroundings.vertx(),
                new HttpCaller.Settings(
                        endpoint,
                        trust.options(),
                        proxy,
                        config.limits().answerLimit(),
                        config.limits().concurrency(),
                        IDLE));
    }

    /** As the AWS SDK would: by the variables of the environment. Null for none, and where they cannot be used. */
    private static ProxyOptions proxy(Endpoint endpoint) {
        UnaryOperator<String> environment = System::getenv;
        return ProxyRules.problem(environment) == null
                ? new ProxyRules(environment).of(URI.create(endpoint.toString()))
                : null;
    }

    /** Null when there is none that can be used. */
    LambdaFunction function(String name) {
        Hold<LimitedFunction> hold = held.get(name);
        return hold == null ? null : hold.get();
    }

    /** Tries the way to each, without invoking it; what failed, by name, in order. */
    Future<Map<String, Optional<String>>> probe() {
        Map<String, Optional<String>> verdicts = new LinkedHashMap<>();
        List<Future<Optional<String>>> tries = new ArrayList<>();
        held.forEach((name, hold) -> {
            verdicts.put(name, Optional.empty());
            tries.add(hold.get().probe().onSuccess(verdict -> {
                synchronized (verdicts) {
                    verdicts.put(name, verdict);
                }
            }));
        });
        return Future.join(tries).map(verdicts);
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
