package dev.postern.gateway.observe;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.function.FunctionEvents;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.integration.TunnelEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * All meters of one gateway, on Micrometer's Prometheus registry.
 *
 * <p>Meters are handed out when a snapshot is built: the same name gives the same meter again, so counts survive a
 * reload; {@link #retain} takes those away that the new configuration no longer names, which bounds the number of series
 * over any number of reloads (SR-140). No method here is for the way of a request; the handed-out objects are.
 */
public final class GatewayMeters {

    /** The route key of requests that were answered without a route. */
    public static final String NO_ROUTE = "none";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<String, RouteMeters> routes = new HashMap<>();
    private final Map<String, AuthorizerMeters> authorizers = new HashMap<>();
    private final Map<String, UpstreamMeters> upstreams = new HashMap<>();
    private final FunctionMeters functions = new FunctionMeters(registry);
    private final AuthorizerCounters authorizerCounters = new AuthorizerCounters(registry);
    private final Counter reloaded = counter(MetricFamily.CONFIG_RELOADS, "result", "success");
    private final Counter notReloaded = counter(MetricFamily.CONFIG_RELOADS, "result", "failure");
    private final Counter lockoutReloaded = counter(MetricFamily.LOCKOUT_RELOADS, "result", "success");
    private final Counter lockoutNotReloaded = counter(MetricFamily.LOCKOUT_RELOADS, "result", "failure");
    private final Counter webSocketsOpened = counter(MetricFamily.WEBSOCKETS_OPENED);
    private final Map<TunnelEnd, Counter> webSocketsClosed = new EnumMap<>(TunnelEnd.class);
    private final Counter webSocketBytesIn = counter(MetricFamily.WEBSOCKET_BYTES, "direction", "in");
    private final Counter webSocketBytesOut = counter(MetricFamily.WEBSOCKET_BYTES, "direction", "out");
    private final SummedGauge inFlight = new SummedGauge(registry, MetricFamily.IN_FLIGHT, Tags.empty());
    private final SummedGauge connections = new SummedGauge(registry, MetricFamily.CONNECTIONS, Tags.empty());
    private final SummedGauge webSockets = new SummedGauge(registry, MetricFamily.WEBSOCKETS_OPEN, Tags.empty());
    /** By refusal: all of them exist from the start. */
    private final Counter[] refusals = new Counter[Refusal.values().length];

    private volatile LongSupplier accessLogDropped = () -> 0;
    private final List<Gauge> certificateGauges = new ArrayList<>();
    private Gauge configInfo;

    public GatewayMeters() {
        route(NO_ROUTE).expecting("GET", 404);
        for (Refusal refusal : Refusal.values()) {
            refusals[refusal.ordinal()] = counter(MetricFamily.REFUSALS, "reason", refusal.word());
        }
        for (TunnelEnd end : TunnelEnd.values()) {
            webSocketsClosed.put(end, counter(MetricFamily.WEBSOCKETS_CLOSED, "reason", end.word()));
        }
        FunctionCounter.builder(
                        MetricFamily.ACCESS_LOG_DROPPED.meterName(),
                        this,
                        meters -> meters.accessLogDropped.getAsLong())
                .description(MetricFamily.ACCESS_LOG_DROPPED.help())
                .register(registry);
        BuildInfo build = BuildInfo.current();
        Gauge.builder(MetricFamily.BUILD_INFO.meterName(), () -> 1)
                .description(MetricFamily.BUILD_INFO.help())
                .tags("version", build.version(), "vertx", build.vertx(), "netty", build.netty(), "java", build.java())
                .register(registry);
    }

    private Counter counter(MetricFamily family, String... tags) {
        return Counter.builder(family.meterName())
                .description(family.help())
                .tags(tags)
                .register(registry);
    }

    /** For meters beyond those here. Their labels must be bounded. */
    public PrometheusMeterRegistry registry() {
        return registry;
    }

    /** The meters of a route; {@code routeKey} is its configured match or {@link #NO_ROUTE}, never a path. */
    public synchronized RouteMeters route(String routeKey) {
        return routes.computeIfAbsent(routeKey, key -> new RouteMeters(registry, key));
    }

    /** The meters of the authorizer with this name in the configuration. */
    public synchronized AuthorizerMeters authorizer(String name) {
        return authorizers.computeIfAbsent(name, key -> new AuthorizerMeters(registry, key));
    }

    /** The meters of the upstream with this name in the configuration. */
    public synchronized UpstreamMeters upstream(String name) {
        return upstreams.computeIfAbsent(name, key -> new UpstreamMeters(registry, key));
    }

    /** What the function with this name reports to; its series end with it. */
    public FunctionEvents function(String name) {
        return functions.events(name);
    }

    /** What authorizers report caches and key sets to. */
    public AuthorizerEvents authorizerEvents() {
        return authorizerCounters;
    }

    /**
     * Takes the series out of the scrape that none of these names stands for any more. Called after a reload went live
     * with the names of the new configuration, or after one failed with those of the old. Series of issuers end with
     * their key sets.
     */
    public synchronized void retain(
            Collection<String> routeKeys, Collection<String> authorizerNames, Collection<String> upstreamNames) {
        forget(routes, key -> key.equals(NO_ROUTE) || routeKeys.contains(key), RouteMeters::forget);
        authorizerCounters.retainCaches(authorizerNames);
        forget(authorizers, authorizerNames::contains, AuthorizerMeters::forget);
        forget(upstreams, upstreamNames::contains, UpstreamMeters::forget);
    }

    private static <M> void forget(Map<String, M> meters, Predicate<String> stays, Consumer<M> forget) {
        meters.entrySet().removeIf(entry -> {
            boolean goes = !stays.test(entry.getKey());
            if (goes) {
                forget.accept(entry.getValue());
            }
            return goes;
        });
    }

    /** A reload ended; {@code result} is {@code success}, anything else counts as {@code failure}. The start is none. */
    public void reloaded(String result) {
        ("success".equals(result) ? reloaded : notReloaded).increment();
    }

    /** A changed lock-out file was read; {@code result} as for {@link #reloaded}. */
    public void lockoutReloaded(String result) {
        ("success".equals(result) ? lockoutReloaded : lockoutNotReloaded).increment();
    }

    /** Where the number of entries of a source of the deny list is read, {@code file} or {@code admin}. */
    public void lockoutEntries(String source, IntSupplier entries) {
        Gauge.builder(MetricFamily.LOCKOUT_ENTRIES.meterName(), entries::getAsInt)
                .description(MetricFamily.LOCKOUT_ENTRIES.help())
                .tag("source", source)
                .register(registry);
    }

    /** When each certificate in use ends; those not named go. Names come from the configuration. */
    public synchronized void certificates(Map<String, Instant> ends) {
        certificateGauges.forEach(registry::remove);
        certificateGauges.clear();
        ends.forEach((name, end) ->
                certificateGauges.add(Gauge.builder(MetricFamily.CERTIFICATE_EXPIRY.meterName(), end::getEpochSecond)
                        .description(MetricFamily.CERTIFICATE_EXPIRY.help())
                        .tag("certificate", name)
                        .register(registry)));
    }

    /** The configuration with this hash is in use; only it stays in {@code postern_config_info}. */
    public synchronized void active(String configHash) {
        if (configInfo != null) {
            registry.remove(configInfo);
        }
        configInfo = Gauge.builder(MetricFamily.CONFIG_INFO.meterName(), () -> 1)
                .description(MetricFamily.CONFIG_INFO.help())
                .tag("hash", configHash)
                .register(registry);
    }

    /** A request, or a connection before its first one, ended because of this; once per line of the access log. */
    public void refused(Refusal refusal) {
        refusals[refusal.ordinal()].increment();
    }

    /** Adds one event loop's requests under way. */
    public GaugeSource inFlight(IntSupplier requests) {
        return inFlight.add(requests);
    }

    /** Adds one event loop's open client connections. */
    public GaugeSource connections(IntSupplier open) {
        return connections.add(open);
    }

    /** Adds one event loop's open WebSockets. */
    public GaugeSource webSockets(IntSupplier open) {
        return webSockets.add(open);
    }

    public void webSocketOpened() {
        webSocketsOpened.increment();
    }

    public void webSocketClosed(TunnelEnd why) {
        webSocketsClosed.get(why).increment();
    }

    /** Bytes went through a WebSocket from the client to the upstream. */
    public void webSocketBytesIn(long bytes) {
        webSocketBytesIn.increment(bytes);
    }

    /** Bytes went through a WebSocket from the upstream to the client. */
    public void webSocketBytesOut(long bytes) {
        webSocketBytesOut.increment(bytes);
    }

    /** Where the number of dropped access log lines is read. */
    public void accessLogDropped(LongSupplier lines) {
        this.accessLogDropped = lines;
    }

    /**
     * All series in the text format 0.0.4, families without series included by name and type. Takes milliseconds with
     * many routes: for a worker thread.
     */
    public String scrape() {
        StringBuilder text = new StringBuilder(registry.scrape());
        for (MetricFamily family : MetricFamily.values()) {
            if (text.indexOf("# TYPE " + family.family() + ' ') < 0) {
                text.append(family.announcement());
            }
        }
        return text.toString();
    }
}
