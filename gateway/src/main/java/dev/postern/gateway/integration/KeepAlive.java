package dev.postern.gateway.integration;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;

/** What an upstream's answer says of its connection: whether, and how long, it can be used again (RFC 9112 section 9.3). */
final class KeepAlive {

    /** No hint of an upstream counts for longer: seconds. */
    private static final int MAX_HINT = 3600;

    private KeepAlive() {}

    static boolean isMeant(HttpClientResponse response) {
        return response.version() != HttpVersion.HTTP_1_0
                && !response.headers().contains(HttpHeaderNames.CONNECTION, "close", true);
    }

    /** How long it keeps idle connections, less a second; nanoseconds. */
    static long idleLimit(MultiMap headers) {
        String hint = headers.get("Keep-Alive");
        if (hint == null) {
            return UpstreamPool.DEFAULT_IDLE;
        }
        int at = hint.indexOf("timeout=");
        long seconds = 0;
        for (int i = at + 8; at >= 0 && i < hint.length() && seconds < MAX_HINT; i++) {
            char c = hint.charAt(i);
            if (c < '0' || c > '9') {
                break;
            }
            seconds = seconds * 10 + c - '0';
        }
        return seconds == 0 ? UpstreamPool.DEFAULT_IDLE : Math.max(1, seconds - 1) * 1_000_000_000L;
    }
}
