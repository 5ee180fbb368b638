package dev.postern.gateway.observe;

/**
 * What is told about one finished request; the access log writes these and nothing else. Read on the event loop that
 * served the request, during {@link AccessLog#write} only.
 */
public interface ExchangeSummary {

    /** The id also sent to the upstream and the client. */
    String requestId();

    /** When the head of the request was read; milliseconds since 1970. */
    long startedAtMillis();

    /** The configured match, {@code none} without a route. */
    String routeKey();

    /** As the client wrote it; null when there was no readable request line. */
    String method();

    /** The canonical path, or what the client sent when it was refused as not canonical. Never a query. */
    String path();

    /** Three digits; 499 when the client went away first. */
    int status();

    /** A word of {@link Outcome}. */
    String outcome();

    /** A word of {@code Reason}, or of the gateway's own refusals. */
    String reason();

    /** Name in the configuration; null when none was asked. */
    String authorizer();

    /** Null without an identity. */
    String principalId();

    long durationNanos();

    /** -1 when none was asked. */
    long authorizerNanos();

    /** Until the head of the upstream's answer; -1 when it was not asked or did not answer. */
    long upstreamNanos();

    /** Bytes of the request's body. */
    long bytesIn();

    /** Bytes of the answer's body. */
    long bytesOut();

    /** The client's address, seen through trusted proxies. */
    String sourceIp();

    /** Why a WebSocket ended, a word of {@code TunnelEnd}; null for everything else. */
    default String webSocketEnd() {
        return null;
    }
}
