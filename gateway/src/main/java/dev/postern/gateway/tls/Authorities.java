package dev.postern.gateway.tls;

import dev.postern.authorizer.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The certificate authorities that a peer's certificate has to come from, and no others: those of one PEM file. A file
 * without any is an error, never "everybody" (SR-148). Immutable; equal when the files hold the same bytes.
 */
public final class Authorities {

    private final Buffer pem;
    private final TrustManagerFactory factory;
    private final List<X509Certificate> certificates;

    private Authorities(Buffer pem, TrustManagerFactory factory, List<X509Certificate> certificates) {
        this.pem = pem;
        this.factory = factory;
        this.certificates = certificates;
    }

    /**
     * Reads them. Blocks.
     *
     * @param path where the file is named in the configuration
     * @return null after reporting what is wrong
     */
    public static Authorities read(Vertx vertx, Path file, String path, Instant now, Problems problems) {
        Buffer pem = PemFile.read(file, path, problems);
        if (pem == null) {
            return null;
        }
        try {
            TrustManagerFactory factory =
                    new PemTrustOptions().addCertValue(pem).getTrustManagerFactory(vertx);
            List<X509Certificate> certificates = certificatesOf(factory);
            certificates.forEach(each -> CertificateDates.report(each, now, path, problems));
            return new Authorities(pem, factory, certificates);
        } catch (Exception e) { // what Vert.x throws here is not specified
            problems.error(
                    path,
                    "the file " + file + " holds no certificate that can be read",
                    "write the authorities' certificates into it, as PEM");
            return null;
        }
    }

    private static List<X509Certificate> certificatesOf(TrustManagerFactory factory) {
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509 && x509.getAcceptedIssuers().length > 0) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        throw new IllegalArgumentException("no certificate");
    }

    /** For Vert.x clients. */
    public PemTrustOptions options() {
        return new PemTrustOptions().addCertValue(pem);
    }

    /** For TLS of our own. */
    public TrustManagerFactory trustManagers() {
        return factory;
    }

    public List<X509Certificate> certificates() {
        return certificates;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Authorities that && pem.equals(that.pem);
    }

    @Override
    public int hashCode() {
        return pem.hashCode();
    }

    @Override
    public String toString() {
        return certificates.size() + " authorities";
    }
}
