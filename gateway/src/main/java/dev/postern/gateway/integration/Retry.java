package dev.postern.gateway.integration;

import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.StreamResetException;

/**
 * Whether a request that came to nothing may be sent again. Only one without a body; and only when the upstream said that
 * it did nothing with it, or when it is safe or idempotent (RFC 9110 section 9.2.2) and went by a connection that was kept,
 * which may just have been closed.
 */
final class Retry {

    private Retry() {}

    /** Whether the upstream said that it did nothing with the request (RFC 9113 section 8.7). */
    static boolean isRefused(Throwable cause) {
        return cause instanceof StreamResetException reset && reset.getCode() == Http2Error.REFUSED_STREAM.code();
    }

    /**
     * For a first attempt of which no answer came.
     *
     * @param kept whether its connection had served another request before
     * @param refused as {@link #isRefused} says
     */
    static boolean isSafe(ForwardedRequest request, boolean kept, boolean refused) {
        return request.contentLength() == 0 && (refused || kept && isIdempotent(request.method()));
    }

    private static boolean isIdempotent(HttpMethod method) {
        return method == HttpMethod.GET
                || method == HttpMethod.HEAD
                || method == HttpMethod.OPTIONS
                || method == HttpMethod.PUT
                || method == HttpMethod.DELETE;
    }
}
