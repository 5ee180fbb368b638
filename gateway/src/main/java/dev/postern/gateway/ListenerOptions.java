package dev.postern.gateway;

import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.wire.ClientConnection;
import dev.postern.gateway.wire.TlsListener;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the data port listens. Clear-text HTTP/2 is switched off, upgrade and prior knowledge: it would go round the
 * strict decoder (CVE-2026-102479, SR-71). Every limit of HTTP/2 is set here, none is left to a default; docs/http2.md
 * lists them.
 */
final class ListenerOptions {

    /** How much of an over-long head is still read, so that the refusal can carry CORS headers. */
    private static final int HEAD_SLACK = 64 << 10;

    /** Streams that one client may have open on one connection (RFC 9113 section 6.5.2 asks for 100 or more). */
    static final int STREAMS = 100;

    /** Bytes of body that one stream may send ahead of its reader. */
    static final int STREAM_WINDOW = 64 << 10;

    /** Bytes of body that all streams of a connection may send ahead: what a connection of idle readers can cost. */
    static final int CONNECTION_WINDOW = 256 << 10;

    /** Resets of one connection, by the client or provoked by it, within the span (CVE-2023-44487, CVE-2025-55163). */
    static final int RESETS = 200;

    static final int RESETS_SECONDS = 30;

    /** CONTINUATION frames without much in them, of one head (CVE-2024-27983 and its kin, CVE-2026-33871). */
    static final int SMALL_CONTINUATIONS = 16;

    private ListenerOptions() {}

    /**
     * The options of one snapshot.
     *
     * @param tls null for clear text
     */
    static HttpServerOptions of(Snapshot snapshot, TlsListener tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setStrictThreadMode(true)
                .setAcceptBacklog(1024);
        if (tls != null) {
            secure(options, snapshot, tls);
        }
        return options;
    }

    /** What clients may take. */
    static ClientConnection.Terms terms(ServerConfig settings) {
        return new ClientConnection.Terms(
                settings.limits().requestLine() + HEAD_SLACK,
                settings.limits().headers() + HEAD_SLACK,
                settings.timeouts().head(),
                settings.timeouts().idle(),
                settings.timeouts().body());
    }

    private static void secure(HttpServerOptions options, Snapshot snapshot, TlsListener tls) {
        ServerConfig settings = snapshot.config().server();
        // Never without ALPN: what a client then speaks is agreed on, and not guessed from its first bytes.
        options.setSsl(true)
                .setSslEngineOptions(tls)
                .setKeyCertOptions(snapshot.tls().identity().options())
                .setSslHandshakeTimeout(settings.timeouts().head().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setUseAlpn(true)
                .setAlpnVersions(
                        settings.http2()
                                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                                : List.of(HttpVersion.HTTP_1_1));
        options.setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS)
                        .setInitialWindowSize(STREAM_WINDOW - 1)
                        .setMaxFrameSize(16 << 10)
                        .setHeaderTableSize(4096)
                        .setPushEnabled(false)
                        .setMaxHeaderListSize(settings.limits().requestLine()
                                + settings.limits().headers()
                                + HEAD_SLACK))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(RESETS)
                .setHttp2RstFloodWindowDuration(RESETS_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setHttp2MaxSmallContinuationFrames(SMALL_CONTINUATIONS);
    }
}
