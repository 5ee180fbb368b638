package dev.postern.gateway.http;

/**
 * Why the gateway itself does not pass a request on: a closed list. The {@link #word} is what the access log, the
 * metrics and {@code explain} say; {@link #status}, {@link #type} and {@link #message} are what the client gets under
 * profile postern ({@link GatewayResponses} knows the other profiles). No message repeats what the client sent.
 */
public enum Refusal {
    /** {@link TargetFault} has the details. */
    BAD_TARGET("bad_target", 400, "BAD_REQUEST", "Bad Request: the request target is not canonical"),
    BAD_HOST("bad_host", 400, "BAD_REQUEST", "Bad Request: exactly one valid Host header is needed"),
    BAD_HEADER("bad_header", 400, "BAD_REQUEST", "Bad Request: a header is not valid"),
    BAD_FRAMING("bad_framing", 400, "BAD_REQUEST", "Bad Request: the message framing is ambiguous"),
    /** What the HTTP decoder could not read at all. */
    BAD_REQUEST("bad_request", 400, "BAD_REQUEST", "Bad Request"),
    /** A rewritten path that is not canonical or leaves the rules of its route (SR-2). */
    REWRITE_REFUSED("rewrite_refused", 400, "BAD_REQUEST", "Bad Request: the path cannot be passed on"),
    TARGET_TOO_LONG("target_too_long", 414, "URI_TOO_LONG", "URI Too Long"),
    HEADERS_TOO_LARGE("headers_too_large", 431, "HEADERS_TOO_LARGE", "Request Header Fields Too Large"),
    TOO_MANY_HEADERS("too_many_headers", 431, "HEADERS_TOO_LARGE", "Request Header Fields Too Large"),
    BODY_TOO_LARGE("body_too_large", 413, "REQUEST_TOO_LARGE", "Content Too Large"),
    EXPECTATION_FAILED("expectation_failed", 417, "EXPECTATION_FAILED", "Expectation Failed"),
    HEAD_TIMEOUT("head_timeout", 408, "REQUEST_TIMEOUT", "Request Timeout"),
    BODY_TIMEOUT("body_timeout", 408, "REQUEST_TIMEOUT", "Request Timeout"),

    /** TRACE, TRACK, CONNECT, and what is no method in upper case (SR-52). */
    METHOD_REFUSED("method_refused", 405, "METHOD_NOT_ALLOWED", "Method Not Allowed"),
    PATH_OUTSIDE_BASE("path_outside_base", 404, "RESOURCE_NOT_FOUND", "Not Found"),
    ROUTE_NOT_FOUND("route_not_found", 404, "RESOURCE_NOT_FOUND", "Not Found"),
    METHOD_NOT_ALLOWED("method_not_allowed", 405, "METHOD_NOT_ALLOWED", "Method Not Allowed"),
    /** A page of a site that the route's CORS policy does not grant asks for a WebSocket (SR-73). */
    ORIGIN_REFUSED("origin_refused", 403, "ACCESS_DENIED", "Forbidden"),

    /** A value of a token that would become a header holds a control character: the token counts as invalid. */
    IDENTITY_UNPRINTABLE("identity_unprintable", 401, "UNAUTHORIZED", "Unauthorized"),
    /** The same from a function, which has then answered wrongly. */
    IDENTITY_FAULT("identity_fault", 500, "AUTHORIZER_CONFIGURATION_ERROR", "Internal Server Error"),

    UPSTREAM_UNREACHABLE("upstream_unreachable", 502, "INTEGRATION_FAILURE", "Bad Gateway"),
    /** No TLS connection to the backend: its certificate, or ours, is refused (SR-147). */
    UPSTREAM_UNTRUSTED("upstream_untrusted", 502, "INTEGRATION_FAILURE", "Bad Gateway"),
    UPSTREAM_FAILED("upstream_failed", 502, "INTEGRATION_FAILURE", "Bad Gateway"),
    UPSTREAM_BUSY("upstream_busy", 503, "INTEGRATION_BUSY", "Service Unavailable"),
    UPSTREAM_TIMEOUT("upstream_timeout", 504, "INTEGRATION_TIMEOUT", "Gateway Timeout"),
    TOTAL_TIMEOUT("total_timeout", 504, "INTEGRATION_TIMEOUT", "Gateway Timeout"),

    /** A trusted proxy's PROXY header cannot be read; nothing is answered. */
    BAD_PROXY_HEADER("bad_proxy_header", 400, "BAD_REQUEST", "Bad Request"),
    /** The same, as it did not come whole in time. */
    PROXY_HEADER_TIMEOUT("proxy_header_timeout", 408, "REQUEST_TIMEOUT", "Request Timeout"),
    /** No TLS came about: no common version, not TLS at all, or the client refused the gateway's certificate. */
    TLS_REFUSED("tls_refused", 400, "BAD_REQUEST", "Bad Request"),
    TLS_TIMEOUT("tls_timeout", 408, "REQUEST_TIMEOUT", "Request Timeout"),
    /** The client showed no certificate where one is required, or one that is not trusted (SR-148). */
    CLIENT_CERTIFICATE_REFUSED("client_certificate_refused", 403, "ACCESS_DENIED", "Forbidden"),
    /** The client was admitted to the connection by rules that no longer hold; it has to open another. */
    CONNECTION_OUTDATED("connection_outdated", 421, "MISDIRECTED_REQUEST", "Misdirected Request"),
    /** Ended by the HTTP/2 codec: a malformed head, or frames that make no sense (RFC 9113 section 5.4). */
    PROTOCOL_ERROR("protocol_error", 400, "BAD_REQUEST", "Bad Request"),
    /** More streams at once than were allowed (RFC 9113 section 5.1.2). */
    STREAM_LIMIT("stream_limit", 503, "OVERLOADED", "Service Unavailable"),
    /** An HTTP/2 connection that costs more than it is used for, ended with ENHANCE_YOUR_CALM (SR-54, SR-55). */
    FLOOD("flood", 503, "OVERLOADED", "Service Unavailable"),

    CONNECTION_LIMIT("connection_limit", 503, "OVERLOADED", "Service Unavailable"),
    /** Memory is scarce. */
    OVERLOADED("overloaded", 503, "OVERLOADED", "Service Unavailable"),
    DRAINING("draining", 503, "OVERLOADED", "Service Unavailable"),
    /** A fault of the gateway. */
    INTERNAL("internal_error", 500, "API_CONFIGURATION_ERROR", "Internal Server Error"),
    /** The client left; 499 stands in the log only, nothing is answered. */
    CLIENT_GONE("client_gone", 499, "CLIENT_GONE", "");

    private final String word;
    private final int status;
    private final String type;
    private final String message;

    Refusal(String word, int status, String type, String message) {
        this.word = word;
        this.status = status;
        this.type = type;
        this.message = message;
    }

    /** Lower case, underscores; stable, as dashboards use it. */
    public String word() {
        return word;
    }

    /** The status under profile postern. */
    public int status() {
        return status;
    }

    /** The gateway response type that {@code responses:} can name; Amazon's word where Amazon has one. */
    public String type() {
        return type;
    }

    /** The {@code message} member of the body under profile postern. */
    public String message() {
        return message;
    }
}
