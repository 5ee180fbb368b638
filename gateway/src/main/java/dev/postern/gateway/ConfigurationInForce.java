package dev.postern.gateway;

import dev.postern.gateway.Gateway.ReloadResult;
import dev.postern.gateway.admin.AdminServer;
import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.ConfigProblems;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LockoutFile;
import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.observe.ApplicationLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration in force. Another is compiled whole, provisioned and swapped in; on any error the old one stays.
 * Addresses, and whether there is TLS, stay those of the first: a change of them is only warned of.
 */
final class ConfigurationInForce {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationInForce.class);

    /** How long a start or reload waits for keys before it goes on without them. */
    static final Duration PROVISION = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final Surroundings surroundings;
    private final Station station;
    private final ConfigurationMeters meters;
    private final CertificateExpiry certificateExpiry;
    /** The configuration whose addresses are listened on. */
    private GatewayConfig listening;

    private volatile Snapshot snapshot;
    private AdminServer admin;
    private DataPort dataPort;
    private Future<ReloadResult> reloading = Future.succeededFuture();

    ConfigurationInForce(Vertx vertx, Surroundings surroundings, Station station) {
        this.vertx = vertx;
        this.surroundings = surroundings;
        this.station = station;
        this.meters = new ConfigurationMeters(station.meters());
        this.certificateExpiry = new CertificateExpiry(vertx, station.clock(), station.meters());
    }

    /** What new requests begin with; null before the first. */
    Snapshot snapshot() {
        return snapshot;
    }

    /**
     * Compiles what was read. Blocks.
     *
     * @throws ConfigurationException for what is wrong with it, when it was read or only now
     */
    Snapshot compile(ConfigResult read) {
        LockoutFile lockout = surroundings.lockouts().read(read);
        Snapshot compiled = new SnapshotCompiler(read.config(), lockout, surroundings, read.problems()).compile();
        if (read.problems().hasErrors()) {
            compiled.close();
            throw new ConfigurationException(read.problems());
        }
        return compiled;
    }

    /**
     * Puts the first one in force.
     *
     * @return completes when the first attempt of every authorizer to get what it needs is over, well or not
     */
    Future<Void> begin(Snapshot first) {
        snapshot = first;
        surroundings.lockouts().use(first.lockout());
        listening = first.config();
        ApplicationLog.level(first.config().log().level());
        return first.start();
    }

    /** Both ports are open: from now on it can be reloaded, and is measured. */
    void opened(AdminServer admin, DataPort dataPort) {
        this.admin = admin;
        this.dataPort = dataPort;
        meters.inForce(snapshot.config(), dataPort.loops());
        certificateExpiry.inForce(snapshot);
    }

    /** As {@link Gateway#reload}. */
    synchronized Future<ReloadResult> reload(ConfigResult read) {
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
                    meters.retain(snapshot.config());
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
                    meters.inForce(next.config(), dataPort.loops());
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
                    dataPort.port());
        }
        if ((data.tls() == null) != (next.server().tls() == null)
                || data.http2() != next.server().http2()) {
            LOG.warn(
                    "switching server.tls or server.http2 on or off takes a restart; the listener goes on with {}",
                    data.tls() == null ? "clear text" : "TLS");
        }
        if (!surroundings.sharing().isFor(next.shared())) {
            LOG.warn("shared takes a restart; this gateway goes on as it was started");
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

    /** Lets go of everything, after the last exchange. */
    void close() {
        surroundings.lockouts().close();
        certificateExpiry.close();
        Snapshot last = snapshot;
        if (last != null) {
            last.close();
        }
    }
}
