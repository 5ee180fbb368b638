package dev.postern.gateway;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.Quantities;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.admin.AdminServer;
import dev.postern.gateway.admin.Readiness;
import dev.postern.gateway.admin.ReadyState;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.ConfigProblems;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LockoutFile;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.observe.AccessLog;
import dev.postern.gateway.observe.ApplicationLog;
import dev.postern.gateway.observe.GatewayMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
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
    private final ConfigurationMeters configurationMeters;
    private final CertificateExpiry certificateExpiry;
    /** The configuration whose addresses are listened on. */
    private GatewayConfig listening;

    private volatile Snapshot snapshot;
    private AdminServer admin;
    private DataPort dataPort;
    private Future<Void> tried;
    private Future<ReloadResult> reloading = Future.succeededFuture();
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
        AtomicInteger connections = new AtomicInteger();
        this.surroundings = new Surroundings(
                vertx,
                settings.clock(),
                meters,
                new SharedResources(),
                meters.authorizerEvents(),
                new LockoutSource(vertx, settings.clock(), meters),
                new VerificationBudget(System::nanoTime));
        this.station = new Station(
                settings.clock(),
                meters,
                settings.accessLog(),
                new Station.Lifecycle(),
                connections,
                new Headroom(connections),
                settings.trace());
        this.readiness = new Readiness(settings.clock(), config.patience());
        this.configurationMeters = new ConfigurationMeters(meters);
        this.certificateExpiry = new CertificateExpiry(vertx, settings.clock(), meters);
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

    private Snapshot compile(ConfigResult read) {
        LockoutFile lockout = surroundings.lockouts().read(read);
        Snapshot compiled = new SnapshotCompiler(read.config(), lockout, surroundings, read.problems()).compile();
        if (read.problems().hasErrors()) {
            compiled.close();
            throw new ConfigurationException(read.problems());
        }
        return compiled;
    }

    private Future<Void> open(Snapshot first, int eventLoops) {
        snapshot = first;
        surroundings.lockouts().use(first.lockout());
        listening = first.config();
        ApplicationLog.level(first.config().log().level());
        station.meters().accessLogDropped(station.accessLog()::dropped);
        station.meters().connections(station.connections()::get);
        station.headroom().watch();
        tried = first.start();
        AdminConfig adminConfig = first.config().admin();
        return AdminServer.start(vertx, adminConfig, new GatewayView(vertx, this, station))
                .recover(t ->
                        Future.failedFuture(ListenException.of("admin", adminConfig.host(), adminConfig.port(), t)))
                .compose(started -> {
                    admin = started;
                    dataPort = new DataPort(vertx, station, first, eventLoops);
                    return dataPort.open();
                })
                .onSuccess(v -> {
                    for (Loop loop : dataPort.loops()) {
                        station.meters().inFlight(loop::inFlight);
                        station.meters().webSockets(loop::openTunnels);
                    }
                    configurationMeters.inForce(first.config(), dataPort.loops());
                    certificateExpiry.inForce(first);
                    station.headroom().countRequestsOf(dataPort.loops());
                    readiness.listening();
                    tried.onFailure(t -> LOG.warn("An authorizer could not start", t));
                });
    }

    /** Port of the data listener; 0 before it is open. */
    public int port() {
        return dataPort == null ? 0 : dataPort.port();
    }

    public int adminPort() {
        return admin.port();
    }

    public AdminServer admin() {
        return admin;
    }

    /** Who is locked out. */
    public LockoutList lockout() {
        return surroundings.lockouts().list();
    }

    public GatewayConfig config() {
        return snapshot.config();
    }

    /** What is in force. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** A backend as it is in force; null when there is none of that name. */
    Snapshot.UpstreamKey upstream(String name) {
        for (Snapshot.UpstreamKey key : snapshot.upstreams()) {
            if (key.config().name().equals(name)) {
                return key;
            }
        }
        return null;
    }

    /** Completes when the first attempt of every authorizer to get what it needs is over, well or not. */
    public Future<Void> tried() {
        return tried;
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
            if (ready().isReady() || ++polls[0] * every > PROVISION.toMillis()) {
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
    public synchronized Future<ReloadResult> reload(ConfigResult read) {
        // One after the other: each compares itself with what the one before left in force.
        Future<ReloadResult> next = reloading.transform(before -> putInForce(read));
        reloading = next;
        return next;
    }

    private Future<ReloadResult> putInForce(ConfigResult read) {
        if (!read.usable()) {
            return refuse(read.problems());
        }
        return vertx.executeBlocking(() -> compile(read), true)
                .compose(next -> provision(next).compose(v -> swap(next)).map(ReloadResult.APPLIED))
                .recover(t -> {
                    configurationMeters.retain(snapshot.config());
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
        warnOfFixedSettings(next.config());
        snapshot = next;
        surroundings.lockouts().use(next.lockout());
        ApplicationLog.level(next.config().log().level());
        return dataPort.use(next, before::close)
                .compose(v -> admin.reload(next.config().admin()))
                .onSuccess(v -> {
                    configurationMeters.inForce(next.config(), dataPort.loops());
                    certificateExpiry.inForce(next);
                    certificateExpiry.warn();
                    station.meters().reloaded("success");
                    LOG.info("Configuration {} is in force", next.config().hash());
                });
    }

    private void warnOfFixedSettings(GatewayConfig next) {
        ServerConfig data = listening.server();
        if (!data.host().equals(next.server().host())
                || data.port() != next.server().port()) {
            LOG.warn(
                    "server.host and server.port take a restart; the listener stays on {} port {}",
                    data.host(),
                    port());
        }
        if ((data.tls() == null) != (next.server().tls() == null)
                || data.http2() != next.server().http2()) {
            LOG.warn(
                    "switching server.tls or server.http2 on or off takes a restart; the listener goes on with {}",
                    data.tls() == null ? "clear text" : "TLS");
        }
        AdminConfig adminPort = listening.admin();
        if (!adminPort.host().equals(next.admin().host())
                || adminPort.port() != next.admin().port()) {
            LOG.warn(
                    "admin.host and admin.port take a restart; the listener stays on {} port {}",
                    adminPort.host(),
                    admin.port());
        }
    }

    /** Whether every event loop of the data port turns. */
    boolean isLive() {
        return dataPort == null || dataPort.isLive();
    }

    /** Whether it should get requests, and what each authorizer says of itself. */
    public ReadyState ready() {
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
        LOG.info("Stopping: serving for another {}, then finishing what is under way", Quantities.text(drain.delay()));
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
        return dataPort == null ? Future.succeededFuture() : dataPort.shutDown(timeout);
    }

    private Future<Void> close() {
        surroundings.lockouts().close();
        certificateExpiry.close();
        station.headroom().close();
        Snapshot last = snapshot;
        if (last != null) {
            last.close();
        }
        return admin == null ? Future.succeededFuture() : admin.close();
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
}
