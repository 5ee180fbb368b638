package dev.postern.function.event;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/** A request as events tell of it. The path is the canonical one: the bytes that were matched. */
public interface EventRequest {

    EventApi api();

    /** The method, as sent. */
    String method();

    /** The canonical path without the API's base path; starts with a slash. */
    String path();

    /** The canonical path with the base path. */
    String fullPath();

    /** The query as sent, without the question mark; empty when there is none. */
    String rawQuery();

    /** The client's headers in order, a name as often as it was sent. */
    Iterable<Map.Entry<String, String>> headers();

    /** The match of the route, such as {@code GET /notes/{id}} or {@code $default}. */
    String routeKey();

    /** Values of {@code {name}} and {@code {proxy+}}, undecoded. */
    Map<String, String> pathParameters();

    /** The address of the client. */
    String sourceIp();

    /** {@code Host} with its port; null when there was none. */
    String host();

    /** {@code HTTP/1.1} and the like. */
    String protocol();

    /** Whether the client came by TLS. */
    boolean isSecure();

    /** The verified client certificate, or null. */
    X509Certificate clientCertificate();

    String requestId();

    /** When the request came. */
    Instant time();

    /** The ARN of this request. */
    default MethodArn arn() {
        return api().arn(method(), path());
    }
}
