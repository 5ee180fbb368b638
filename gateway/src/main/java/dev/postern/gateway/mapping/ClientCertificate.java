package dev.postern.gateway.mapping;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;

/** A client certificate as {@code $context.identity.clientCert.*} writes it. */
final class ClientCertificate {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private ClientCertificate() {}

    /** On one line, as a header cannot hold line ends: the base64 of the DER form. Null for null. */
    static String pem(X509Certificate certificate) {
        if (certificate == null) {
            return null;
        }
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            return null;
        }
    }

    /** Pairs of hex digits with colons, as {@code a1:a1:…}. */
    static String serial(X509Certificate certificate) {
        String hex = certificate.getSerialNumber().toString(16);
        String even = hex.length() % 2 == 0 ? hex : "0" + hex;
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < even.length(); i += 2) {
            out.append(i == 0 ? "" : ":").append(even, i, i + 2);
        }
        return out.toString();
    }

    /** As {@code May 28 12:30:02 2019 GMT}. */
    static String time(Date date) {
        return TIME.format(date.toInstant());
    }
}
