package dev.postern.gateway;

import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.tls.TlsIdentity;
import io.vertx.core.Vertx;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells when the gateway's own certificates end: as a gauge, and once a day in the log when the end is near. */
final class CertificateExpiry {

    private static final Logger LOG = LoggerFactory.getLogger(CertificateExpiry.class);
    private static final Duration DAY = Duration.ofDays(1);

    private final Vertx vertx;
    private final Clock clock;
    private final GatewayMeters meters;
    private volatile Map<String, X509Certificate> certificates = Map.of();
    private long timer = -1;

    CertificateExpiry(Vertx vertx, Clock clock, GatewayMeters meters) {
        this.vertx = vertx;
        this.clock = clock;
        this.meters = meters;
    }

    /** Begins to watch those of a snapshot, in the place of those before. */
    synchronized void inForce(Snapshot snapshot) {
        Map<String, X509Certificate> used = new LinkedHashMap<>();
        if (snapshot.tls() != null) {
            used.put("server", snapshot.tls().identity().certificate());
        }
        for (Snapshot.UpstreamKey upstream : snapshot.upstreams()) {
            TlsIdentity identity = upstream.tls().identity();
            if (identity != null) {
                used.put("upstreams." + upstream.config().name(), identity.certificate());
            }
        }
        certificates = used;
        Map<String, Instant> ends = new LinkedHashMap<>();
        used.forEach(
                (name, certificate) -> ends.put(name, certificate.getNotAfter().toInstant()));
        meters.certificates(ends);
        if (timer < 0) {
            timer = vertx.setPeriodic(DAY.toMillis(), id -> warn());
        }
    }

    /** Says which certificates end soon, or have ended. */
    void warn() {
        Instant now = clock.instant();
        certificates.forEach((name, certificate) -> {
            if (TlsIdentity.endsSoon(certificate, now)) {
                LOG.warn(
                        "The certificate of {} ends at {}: renew it",
                        name,
                        certificate.getNotAfter().toInstant());
            }
        });
    }

    synchronized void close() {
        vertx.cancelTimer(timer);
    }
}
