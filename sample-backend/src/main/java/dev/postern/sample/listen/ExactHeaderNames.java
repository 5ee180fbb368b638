package dev.postern.sample.listen;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;

/**
 * Keeps a listener from taking {@code Content-Xength} for {@code Content-Length} (CVE-2026-102479): behind a proxy that
 * passes such a header on one client's request could swallow the next client's. Postern refuses it; others do not. Not
 * needed from vertx-core 5.1.10 on.
 */
public final class ExactHeaderNames extends VertxHttpRequestDecoder {

    private ExactHeaderNames(Http1ServerConfig config) {
        super(config);
    }

    /** Stands in for the decoder of a fresh connection; from the connection handler. Clear-text HTTP/2 must be off. */
    public static void on(HttpConnection connection, HttpServerOptions options) {
        Http1ServerConfig config = new Http1ServerConfig()
                .setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize());
        ((Http1ServerConnection) connection)
                .channelHandlerContext()
                .pipeline()
                .replace("httpDecoder", "httpDecoder", new ExactHeaderNames(config));
    }

    @Override
    protected AsciiString splitHeaderName(byte[] line, int start, int length) {
        AsciiString shared = super.splitHeaderName(line, start, length);
        boolean mistaken = shared.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_LENGTH)
                || shared.contentEqualsIgnoreCase(HttpHeaderNames.CONTENT_TYPE);
        return mistaken ? new AsciiString(line, start, length, true) : shared;
    }
}
