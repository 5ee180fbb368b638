package dev.postern.function.event;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;

/** The block {@code clientCert} of a request that came with a client certificate. */
final class CertificateBlock {

    /** As {@code Aug  5 09:36:04 2021 GMT}. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private CertificateBlock() {}

    static JsonObject of(X509Certificate certificate) {
        return new JsonObject()
                .put("clientCertPem", pem(certificate))
                .put("subjectDN", certificate.getSubjectX500Principal().getName())
                .put("issuerDN", certificate.getIssuerX500Principal().getName())
                .put("serialNumber", serial(certificate))
                .put(
                        "validity",
                        new JsonObject()
                                .put("notBefore", time(certificate.getNotBefore()))
                                .put("notAfter", time(certificate.getNotAfter())));
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            return null;
        }
    }

    /** Pairs of hex digits with colons. */
    private static String serial(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16);
        String even = hex.length() % 2 == 0 ? hex : "0" + hex;
        return even.replaceAll("(..)(?=.)", "$1:");
    }

    private static String time(Date date) {
        return TIME.format(date.toInstant());
    }
}
