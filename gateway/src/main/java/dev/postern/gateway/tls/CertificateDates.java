package dev.postern.gateway.tls;

import dev.postern.authorizer.Problems;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Says in time that a certificate ends. It stays in use: a gate that stands is better than one that does not start. */
final class CertificateDates {

    /** As long as certificate services commonly warn ahead. */
    private static final Duration AHEAD = Duration.ofDays(14);

    private CertificateDates() {}

    static boolean endsSoon(X509Certificate certificate, Instant now) {
        return now.plus(AHEAD).isAfter(certificate.getNotAfter().toInstant());
    }

    /** Warns of a certificate that is not valid now, or soon will not be. */
    static void report(X509Certificate certificate, Instant now, String path, Problems problems) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            problems.warning(path, "the certificate expired at " + until, "renew it");
        } else if (now.isBefore(from)) {
            problems.warning(path, "the certificate is not valid before " + from, "see that the clock is right");
        } else if (endsSoon(certificate, now)) {
            problems.warning(path, "the certificate expires at " + until, "renew it");
        }
    }
}
