package dev.postern.gateway.integration;

import dev.postern.gateway.http.HostName;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.HostAndPort;

/** What the head of a request to an upstream has by HTTP/2, where one by HTTP/1.1 has something else (RFC 9113 section 8). */
final class Http2Head {

    private Http2Head() {}

    /**
     * Names the host in {@code :authority}, and promises to read trailers without a Connection header.
     *
     * @param request written as for HTTP/1.1, with a valid {@code Host}
     */
    static void complete(HttpClientRequest request, boolean readsTrailers) {
        MultiMap headers = request.headers();
        request.authority(authority(headers.get(HttpHeaderNames.HOST)));
        headers.remove(HttpHeaderNames.HOST);
        if (readsTrailers) {
            headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
        }
    }

    /** Letter by letter: the parser of Vert.x knows no {@code [::ffff:1.2.3.4]}. */
    private static HostAndPort authority(String host) {
        String port = HostName.port(host);
        return port == null
                ? HostAndPort.create(host, -1)
                : HostAndPort.create(host.substring(0, host.length() - port.length() - 1), Integer.parseInt(port));
    }
}
