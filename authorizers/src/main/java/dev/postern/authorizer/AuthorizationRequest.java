package dev.postern.authorizer;

import io.vertx.core.MultiMap;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/**
 * A read-only view of one request as the gateway understood it. The path is the canonical one: the bytes that were
 * matched and that the backend will see. Valid only until the decision is made.
 */
public interface AuthorizationRequest {

    /** The method, as sent. */
    String method();

    /** The canonical path, with {@code api.basePath}, without query. */
    String path();

    /** The query as sent, without the question mark; empty when there is none. */
    String rawQuery();

    /** The client's headers; identity headers were already removed. */
    MultiMap headers();

    /** The configured match of the route, such as {@code GET /notes/{id}}. */
    String routeKey();

    /** Values of {@code {name}} and {@code {proxy+}}, undecoded canonical segments. */
    Map<String, String> pathParameters();

    /** What the route asks of an admitted caller. */
    RouteRules rules();

    /** The address of the client: the peer, or what a trusted proxy said. */
    String sourceIp();

    /** The verified client certificate, or null. */
    X509Certificate clientCertificate();

    ApiDescription api();

    String requestId();

    /** {@code Host} with its port; null when there was none. */
    default String host() {
        return headers().get("Host");
    }

    /** {@code HTTP/1.1} and the like. */
    default String protocol() {
        return "HTTP/1.1";
    }

    /** Whether the client came by TLS. */
    default boolean isSecure() {
        return false;
    }

    /** Who wants to know how the decision comes about ({@code explain}); null in a serving gateway. */
    default DecisionNotes notes() {
        return null;
    }

    /** When the head of the request was complete. */
    Instant time();
}
