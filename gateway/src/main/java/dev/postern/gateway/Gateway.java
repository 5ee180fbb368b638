package dev.postern.gateway;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.Quantities;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.admin.AdminServer;
import dev.postern.gateway.admin.Readiness;
import dev.postern.gateway.admin.ReadyState;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.observe.AccessLog;
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
 * A running gateway: one verticle per event loop on the data port, the admin port, and the configuration in force, which
 * a reload replaces whole or not at all ({@link ConfigurationInForce}). Stop drains.
 */
public final class Gateway {

    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

    private final Vertx vertx;
    private final Surroundings surroundings;
    private final Station station;
    private final Readiness readiness;
    private final ConfigurationInForce inForce;
    private AdminServer admin;
    private DataPort dataPort;
    private Future<Void> tried;
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
        LockoutSource lockouts = new LockoutSource(vertx, settings.clock(), meters);
        this.surroundings = new Surroundings(
                vertx,
                settings.clock(),
                meters,
                new SharedResources(),
                meters.authorizerEvents(),
                lockouts,
                Sharing.of(vertx, settings.clock(), config.shared(), lockouts.list()),
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
        this.inForce = new ConfigurationInForce(vertx, surroundings, station);
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
        return vertx.executeBlocking(() -> gateway.inForce.compile(read), false)
                .compose(compiled -> gateway.open(compiled, settings.eventLoops()))
                .map(gateway)
                .onFailure(t -> gateway.stopNow());
    }

    private Future<Void> open(Snapshot first, int eventLoops) {
        tried = inForce.begin(first);
        station.meters().accessLogDropped(station.accessLog()::dropped);
        station.meters().connections(station.connections()::get);
        station.headroom().watch();
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
                    inForce.opened(admin, dataPort);
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

    /** What its event loops share. */
    Station station() {
        return station;
    }

    /** Who is locked out. */
    public LockoutList lockout() {
        return surroundings.lockouts().list();
    }

    /** What ends remembered decisions before their time. */
    public PurgeBoard purges() {
        return surroundings.sharing().purges();
    }

    public GatewayConfig config() {
        return inForce.snapshot().config();
    }

    /** What is in force. */
    Snapshot snapshot() {
        return inForce.snapshot();
    }

    /** A backend as it is in force; null when there is none of that name. */
    Snapshot.UpstreamKey upstream(String name) {
        for (Snapshot.UpstreamKey key : inForce.snapshot().upstreams()) {
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
            if (ready().isReady() || ++polls[0] * every > ConfigurationInForce.PROVISION.toMillis()) {
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
        return inForce.reload(read);
    }

    /** Whether every event loop of the data port turns. */
    boolean isLive() {
        return dataPort == null || dataPort.isLive();
    }

    /** Whether it should get requests, and what each authorizer says of itself. */
    public ReadyState ready() {
        Map<String, AuthorizerState> states = new LinkedHashMap<>();
        inForce.snapshot().authorizers().forEach((name, authorizer) -> states.put(name, authorizer.state()));
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
        var drain = inForce.snapshot().config().server().drain();
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
        surroundings.sharing().close();
        station.headroom().close();
        inForce.close();
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
