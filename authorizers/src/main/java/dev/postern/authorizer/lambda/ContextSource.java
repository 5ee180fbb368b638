package dev.postern.authorizer.lambda;

import dev.postern.authorizer.AuthorizationRequest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What {@code context.X} may name as an identity source: what is known of a request before anybody is asked. */
enum ContextSource {
    ACCOUNT_ID("accountId", request -> request.api().account()),
    API_ID("apiId", request -> request.api().id()),
    DOMAIN_NAME("domainName", AuthorizationRequest::host),
    HTTP_METHOD("httpMethod", AuthorizationRequest::method),
    PATH("path", AuthorizationRequest::path),
    PROTOCOL("protocol", AuthorizationRequest::protocol),
    RESOURCE_PATH("resourcePath", request -> request.routeKey()
            .substring(request.routeKey().indexOf(' ') + 1)),
    ROUTE_KEY("routeKey", AuthorizationRequest::routeKey),
    STAGE("stage", request -> request.api().stage()),
    SOURCE_IP("identity.sourceIp", AuthorizationRequest::sourceIp),
    USER_AGENT("identity.userAgent", request -> request.headers().get("User-Agent")),
    CERT_SUBJECT("identity.clientCert.subjectDN", certificate(each -> each.getSubjectX500Principal()
            .getName())),
    CERT_ISSUER("identity.clientCert.issuerDN", certificate(each -> each.getIssuerX500Principal()
            .getName())),
    CERT_SERIAL("identity.clientCert.serialNumber", certificate(each -> each.getSerialNumber()
            .toString(16)));

    private final String word;
    private final Function<AuthorizationRequest, String> value;

    ContextSource(String word, Function<AuthorizationRequest, String> value) {
        this.word = word;
        this.value = value;
    }

    private static Function<AuthorizationRequest, String> certificate(Function<X509Certificate, String> part) {
        return request -> request.clientCertificate() == null ? null : part.apply(request.clientCertificate());
    }

    String word() {
        return word;
    }

    /** Null when the request has none. */
    String read(AuthorizationRequest request) {
        return value.apply(request);
    }

    /** Null when the word is none of these. */
    static ContextSource of(String word) {
        for (ContextSource source : values()) {
            if (source.word.equals(word)) {
                return source;
            }
        }
        return null;
    }

    static List<String> words() {
        List<String> words = new ArrayList<>();
        for (ContextSource source : values()) {
            words.add(source.word);
        }
        return words;
    }
}
