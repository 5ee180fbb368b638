package dev.postern.gateway.mapping;

import dev.postern.gateway.http.HostName;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code $context.*} beside {@code authorizer}: the closed list, under Amazon's names. */
enum ContextVariable {
    REQUEST_ID("requestId", c -> c.request().requestId()),
    EXTENDED_REQUEST_ID("extendedRequestId", c -> c.request().requestId()),
    HTTP_METHOD("httpMethod", c -> c.request().method()),
    PATH("path", c -> c.request().path()),
    RESOURCE_PATH("resourcePath", c -> RequestValues.resourcePath(c.request().routeKey())),
    ROUTE_KEY("routeKey", c -> c.request().routeKey()),
    STAGE("stage", c -> c.request().api().stage()),
    API_ID("apiId", c -> c.request().api().id()),
    ACCOUNT_ID("accountId", c -> c.request().api().account()),
    PROTOCOL("protocol", MappingContext::protocol),
    /** Common log format, as {@code 09/Apr/2015:12:34:56 +0000}. */
    REQUEST_TIME("requestTime", c -> Times.CLF.format(c.request().time())),
    REQUEST_TIME_EPOCH(
            "requestTimeEpoch", c -> String.valueOf(c.request().time().toEpochMilli())),
    DOMAIN_NAME("domainName", c -> c.host() == null ? null : HostName.withoutPort(c.host())),
    DOMAIN_PREFIX("domainPrefix", RequestValues::domainPrefix),
    SOURCE_IP("identity.sourceIp", c -> c.request().sourceIp()),
    USER_AGENT("identity.userAgent", c -> RequestValues.header(c, "User-Agent")),
    CERT_PEM(
            "identity.clientCert.clientCertPem",
            c -> ClientCertificate.pem(c.request().clientCertificate())),
    CERT_SUBJECT("identity.clientCert.subjectDN", c -> {
        X509Certificate certificate = c.request().clientCertificate();
        return certificate == null
                ? null
                : certificate.getSubjectX500Principal().getName();
    }),
    CERT_ISSUER("identity.clientCert.issuerDN", c -> {
        X509Certificate certificate = c.request().clientCertificate();
        return certificate == null ? null : certificate.getIssuerX500Principal().getName();
    }),
    CERT_SERIAL("identity.clientCert.serialNumber", c -> {
        X509Certificate certificate = c.request().clientCertificate();
        return certificate == null ? null : ClientCertificate.serial(certificate);
    }),
    CERT_NOT_BEFORE("identity.clientCert.validity.notBefore", c -> {
        X509Certificate certificate = c.request().clientCertificate();
        return certificate == null ? null : ClientCertificate.time(certificate.getNotBefore());
    }),
    CERT_NOT_AFTER("identity.clientCert.validity.notAfter", c -> {
        X509Certificate certificate = c.request().clientCertificate();
        return certificate == null ? null : ClientCertificate.time(certificate.getNotAfter());
    });

    private static final class Times {
        static final DateTimeFormatter CLF = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }

    private final String word;
    private final Expression.Source source;

    ContextVariable(String word, Expression.Source source) {
        this.word = word;
        this.source = source;
    }

    /** Null when the word is not in the list. */
    static ContextVariable of(String word) {
        for (ContextVariable variable : values()) {
            if (variable.word.equals(word)) {
                return variable;
            }
        }
        return null;
    }

    static List<String> names() {
        List<String> names = new ArrayList<>();
        for (ContextVariable variable : values()) {
            names.add(variable.word);
        }
        return List.copyOf(names);
    }

    boolean readsCaller() {
        return word.startsWith("identity.");
    }

    String read(MappingContext context) {
        return source.read(context);
    }
}
