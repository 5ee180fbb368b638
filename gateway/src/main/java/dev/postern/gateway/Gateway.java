package dev.postern.gateway;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.SharedResources;
import dev.postern.gateway.admin.AdminServer;
import dev.postern.gateway.admin.AdminView;
import dev.postern.gateway.admin.Readiness;
import dev.postern.gateway.admin.ReadyState;
import dev.postern.gateway.admin.UpstreamHealth;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.ConfigProblems;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.integration.Upstream;
import dev.postern.gateway.integration.UpstreamProbe;
import dev.postern.gateway.observe.AccessLog;
import dev.postern.gateway.observe.ApplicationLog;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.GaugeSource;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running gateway: one verticle per event loop on the data port, the admin port, and the configuration in force.
 * Reload builds a whole new snapshot, provisions it and swaps it; on any error the old one stays. Stop drains.
 */
public final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    /** How long a start or reload waits for keys before it goes on without them. */
    private static final Duration PROVISION = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Surroundings surroundings;
    private final Station station;
    private final Readiness readiness;
    private final List<GatewayVerticle> verticles = new ArrayList<>();
    private final List<GaugeSource> connectionGauges = new ArrayList<>();
    private volatile Snapshot snapshot;
    private AdminServer admin;
    private String deployment;
    private Future<Void> stopping;

    /**
     * What a gateway is started with.
     *
     * @param clock for tokens and readiness
     * @param accessLog where requests are written
     * @param eventLoops at least 1
     * @param trace follows requests for {@code explain}; null in a serving gateway
     */
    public record Settings(Clock clock, AccessLog accessLog, int eventLoops, Trace trace) {

        /** A serving gateway: system time, standard output, one event loop per core. */
        public static Settings serving() {
            return new Settings(
                    Clock.systemUTC(),
                    AccessLog.standardOutput(),
                    Runtime.getRuntime().availableProcessors(),
                    null);
        }
    }

    /** What became of a configuration. */
    public enum ReloadResult {
        APPLIED,
        /** It has errors; the one before stays in force. */
        REFUSED
    }

    private Gateway(Vertx vertx, Settings settings, GatewayConfig config, GatewayMeters meters) {
        this.vertx = vertx;
        this.surroundings =
                new Surroundings(vertx, settings.clock(), meters, new SharedResources(), meters.authorizerEvents());
        this.station = new Station(
                meters, settings.accessLog(), new Station.Lifecycle(), new AtomicInteger(), settings.trace());
        this.readiness = new Readiness(settings.clock(), config.patience());
    }

    /**
     * Starts with a configuration that has no errors.
     *
     * @param read the configuration; compiling it may still find problems, which are added to it
     * @return fails with {@link ConfigurationException} for those, and otherwise for an address that cannot be bound
     */
    public static Future<Gateway> start(Vertx vertx, Settings settings, ConfigResult read) {
        if (!read.usable()) {
            return Future.failedFuture(new ConfigurationException(read.problems()));
        }
        GatewayMeters meters = new GatewayMeters();
        Gateway gateway = new Gateway(vertx, settings, read.config(), meters);
        return vertx.executeBlocking(() -> gateway.compile(read), false)
                .compose(compiled -> gateway.open(compiled, settings.eventLoops()))
                .map(gateway)
                .onFailure(t -> gateway.stopNow());
    }

    /**
     * Compiles a configuration as a start would and throws the result away; no network input or output. What is wrong is
     * added to the problems of {@code read}, which may have errors already. Blocks: files are read.
     */
    public static void check(Vertx vertx, ConfigResult read) {
        if (read.config() == null) {
            return;
        }
        GatewayMeters meters = new GatewayMeters();
        Surroundings surroundings =
                new Surroundings(vertx, Clock.systemUTC(), meters, new SharedResources(), AuthorizerEvents.NONE);
        new SnapshotCompiler(read.config(), surroundings, read.problems())
                .compile()
                .close();
    }

    private Snapshot compile(ConfigResult read) {
        Snapshot compiled = new SnapshotCompiler(read.config(), surroundings, read.problems()).compile();
        if (read.problems().hasErrors()) {
            compiled.close();
            throw new ConfigurationException(read.problems());
        }
        return compiled;
    }

    private Future<Void> open(Snapshot first, int eventLoops) {
        snapshot = first;
        ApplicationLog.level(first.config().log().level());
        station.meters().accessLogDropped(station.accessLog()::dropped);
        station.meters().connections(station.connections()::get);
        Future<Void> provisioned = first.start();
        AdminConfig adminConfig = first.config().admin();
        return AdminServer.start(vertx, adminConfig, new View())
                .recover(t ->
                        Future.failedFuture(ListenException.of("admin", adminConfig.host(), adminConfig.port(), t)))
                .compose(started -> {
                    admin = started;
                    return deploy(first, eventLoops);
                })
                .onSuccess(v -> {
                    observe(first);
                    readiness.listening();
                    provisioned.onFailure(t -> LOG.warn("An authorizer could not start", t));
                });
    }

    private Future<Void> deploy(Snapshot first, int eventLoops) {
        for (int i = 0; i < Math.max(1, eventLoops); i++) {
            verticles.add(new GatewayVerticle(station, first));
        }
        // As instances of one deployment they share one listener, even on a port that the system chooses.
        Iterator<GatewayVerticle> each = verticles.iterator();
        ServerConfig server = first.config().server();
        return vertx.deployVerticle(each::next, new DeploymentOptions().setInstances(verticles.size()))
                .recover(t -> Future.failedFuture(ListenException.of("server", server.host(), server.port(), t)))
                .onSuccess(id -> {
                    deployment = id;
                    for (GatewayVerticle verticle : verticles) {
                        station.meters().inFlight(verticle.loop()::inFlight);
                        station.meters().tunnels(verticle.loop()::openTunnels);
                    }
                })
                .mapEmpty();
    }

    /** Port of the data listener; 0 before it is open. */
    public int port() {
        return verticles.isEmpty() ? 0 : verticles.get(0).port();
    }

    public int adminPort() {
        return admin.port();
    }

    public AdminServer admin() {
        return admin;
    }

    public GatewayConfig config() {
        return snapshot.config();
    }

    /**
     * Completes when every authorizer had its first try at its keys, or after a bounded time; for a start that wants to
     * say "ready" when it is.
     */
    public Future<Void> provisioned() {
        Promise<Void> promise = Promise.promise();
        long[] polls = {0};
        long every = 20;
        vertx.setPeriodic(every, id -> {
            if (readyState().isReady() || ++polls[0] * every > PROVISION.toMillis()) {
                vertx.cancelTimer(id);
                promise.tryComplete();
            }
        });
        return promise.future();
    }

    /**
     * Puts another configuration in force, or keeps the present one when the other has any error.
     *
     * @param read what was read; problems found while compiling are added
     */
    public Future<ReloadResult> reload(ConfigResult read) {
        if (!read.usable()) {
            return refuse(read.problems());
        }
        return vertx.executeBlocking(() -> compile(read), true)
                .compose(next -> provision(next).compose(v -> swap(next)).map(ReloadResult.APPLIED))
                .recover(t -> {
                    retainMeters(snapshot.config());
                    if (t instanceof ConfigurationException e) {
                        return refuse(e.problems());
                    }
                    LOG.error("The new configuration could not be put in force; the old one stays", t);
                    station.meters().reloaded("failure");
                    return Future.succeededFuture(ReloadResult.REFUSED);
                });
    }

    private Future<ReloadResult> refuse(ConfigProblems problems) {
        station.meters().reloaded("failure");
        LOG.error("The new configuration has errors; the old one stays in force:\n{}", problems.render());
        return Future.succeededFuture(ReloadResult.REFUSED);
    }

    private Future<Void> provision(Snapshot next) {
        Promise<Void> enough = Promise.promise();
        next.start().onComplete(v -> enough.tryComplete());
        vertx.setTimer(PROVISION.toMillis(), id -> enough.tryComplete());
        return enough.future();
    }

    private Future<Void> swap(Snapshot next) {
        Snapshot before = snapshot;
        warnOfFixedSettings(before.config(), next.config());
        snapshot = next;
        ApplicationLog.level(next.config().log().level());
        List<Future<Void>> swapped = new ArrayList<>();
        List<Future<Void>> over = new ArrayList<>();
        for (GatewayVerticle verticle : verticles) {
            Promise<Void> done = Promise.promise();
            Promise<Void> unused = Promise.promise();
            verticle.loop().context().runOnContext(v -> {
                verticle.loop().use(next).onComplete(unused);
                done.complete();
            });
            swapped.add(done.future());
            over.add(unused.future());
        }
        Future.join(over).onComplete(v -> before.close());
        return Future.join(swapped)
                .compose(v -> admin.reload(next.config().admin()))
                .onSuccess(v -> {
                    observe(next);
                    station.meters().reloaded("success");
                    LOG.info("Configuration {} is in force", next.config().hash());
                });
    }

    private static void warnOfFixedSettings(GatewayConfig before, GatewayConfig after) {
        if (!before.server().host().equals(after.server().host())
                || before.server().port() != after.server().port()
                || !before.admin().host().equals(after.admin().host())
                || before.admin().port() != after.admin().port()) {
            LOG.warn("A change of host or port of server or admin takes a restart; the listeners stay where they are");
        }
    }

    private void observe(Snapshot active) {
        GatewayMeters meters = station.meters();
        GatewayConfig config = active.config();
        List<String> routes =
                config.routes().stream().map(route -> route.match()).toList();
        List<String> authorizers = new ArrayList<>(config.authorizers().keySet());
        authorizers.addAll(List.of("open", "deny"));
        meters.retain(routes, authorizers, config.upstreams().keySet());
        meters.active(config.hash());
        connectionGauges.forEach(GaugeSource::remove);
        connectionGauges.clear();
        for (String upstream : config.upstreams().keySet()) {
            for (GatewayVerticle verticle : verticles) {
                Loop loop = verticle.loop();
                connectionGauges.add(meters.upstream(upstream)
                        .connections(
                                () -> loop.connections(upstream, Upstream::active),
                                () -> loop.connections(upstream, Upstream::idle),
                                () -> loop.connections(upstream, Upstream::waiting)));
            }
        }
    }

    /** Series of routes, authorizers and upstreams that this configuration does not name go. */
    private void retainMeters(GatewayConfig config) {
        List<String> routes =
                config.routes().stream().map(route -> route.match()).toList();
        List<String> authorizers = new ArrayList<>(config.authorizers().keySet());
        authorizers.addAll(List.of("open", "deny"));
        station.meters().retain(routes, authorizers, config.upstreams().keySet());
    }

    private ReadyState readyState() {
        Map<String, AuthorizerState> states = new LinkedHashMap<>();
        snapshot.authorizers().forEach((name, authorizer) -> states.put(name, authorizer.state()));
        return readiness.state(states);
    }

    /**
     * Stops in order: readiness says no at once; for {@code drain.delay} everything is still served, each answer the
     * last of its connection; then the listener closes, tunnels hear 1001, and exchanges under way have
     * {@code drain.timeout}.
     */
    public synchronized Future<Void> stop() {
        if (stopping != null) {
            return stopping;
        }
        var drain = snapshot.config().server().drain();
        LOG.info("Stopping: serving for another {}, then finishing what is under way", drain.delay());
        readiness.drain();
        station.lifecycle().drain();
        stopping = after(drain.delay())
                .compose(v -> closeListeners(drain.timeout()))
                .eventually(this::close);
        return stopping;
    }

    /** Stops at once. */
    public Future<Void> stopNow() {
        readiness.drain();
        station.lifecycle().drain();
        return closeListeners(Duration.ZERO).eventually(this::close);
    }

    private Future<Void> closeListeners(Duration timeout) {
        List<Future<Void>> closing = new ArrayList<>();
        for (GatewayVerticle verticle : verticles) {
            if (verticle.loop() != null) {
                closing.add(verticle.shutDown(timeout));
            }
        }
        return Future.join(closing).mapEmpty();
    }

    private Future<Void> close() {
        Snapshot last = snapshot;
        if (last != null) {
            last.close();
        }
        Future<Void> adminClosed = admin == null ? Future.succeededFuture() : admin.close();
        return adminClosed.eventually(() -> deployment == null ? Future.succeededFuture() : vertx.undeploy(deployment));
    }

    private Future<Void> after(Duration delay) {
        Promise<Void> promise = Promise.promise();
        if (delay.isZero()) {
            promise.complete();
        } else {
            vertx.setTimer(delay.toMillis(), id -> promise.complete());
        }
        return promise.future();
    }

    private final class View implements AdminView {

        @Override
        public boolean live() {
            return true;
        }

        @Override
        public ReadyState ready() {
            return readyState();
        }

        @Override
        public String scrape() {
            return station.meters().scrape();
        }

        @Override
        public Future<UpstreamHealth> upstream(String name) {
            UpstreamConfig upstream = snapshot.config().upstreams().get(name);
            if (upstream == null) {
                return Future.succeededFuture(UpstreamHealth.unknown(name));
            }
            if (upstream.health() == null) {
                return Future.succeededFuture(UpstreamHealth.unchecked(name));
            }
            long began = System.nanoTime();
            return UpstreamProbe.ask(vertx, upstream)
                    .map(status -> {
                        String detail = status + " in " + (System.nanoTime() - began) / 1_000_000 + " ms";
                        return status < 400 ? UpstreamHealth.up(name, detail) : UpstreamHealth.down(name, detail);
                    })
                    .otherwise(t -> UpstreamHealth.down(name, String.valueOf(t.getMessage())));
        }

        @Override
        public GatewayConfig config() {
            return snapshot.config();
        }
    }
}
