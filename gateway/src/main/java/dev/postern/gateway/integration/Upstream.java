package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One backend as one event loop reaches it. Redirects are never followed, bodies never decompressed, connections never
 * shared with another TLS profile (CVE-2026-102476).
 */
public final class Upstream {

    /** Bytes of a status line, and of all header lines, that an upstream may send. */
    static final int MAX_HEAD = 64 << 10;

    /** Bytes of one answer, and of all answers of a connection, that an upstream may send ahead of their readers. */
    static final int STREAM_WINDOW = 65_535;

    static final int CONNECTION_WINDOW = 1 << 20;

    private final UpstreamConfig config;
    private final UpstreamTls tls;
    private final Vertx vertx;
    private final HttpClientAgent client;
    private final UpstreamPool pool;
    private final BodyAhead.Allowance allowance;
    /** For tunnels, where the pool speaks HTTP/2; null until one is asked for. */
    private HttpClientAgent tunnelClient;

    private UpstreamPool tunnelPool;
    private final Deadlines deadlines;
    private final Context context;

    /** Must be called on the event loop that will use it. */
    public Upstream(Vertx vertx, UpstreamConfig config, UpstreamTls tls, Deadlines deadlines) {
        this.vertx = vertx;
        this.config = config;
        this.tls = tls;
        this.deadlines = deadlines;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createHttpClient(options(config, tls));
        this.allowance = new BodyAhead.Allowance(config.pool().bodyBuffer());
        this.pool = new UpstreamPool(vertx, config, client, config.http2(), deadlines);
    }

    public UpstreamConfig config() {
        return config;
    }

    /** Sends an admitted request. @return what cancels it */
    public Runnable forward(ForwardedRequest request) {
        Delivery delivery = new Delivery(request, pool, config, allowance, deadlines, context);
        delivery.start();
        return delivery::cancel;
    }

    /** Sends an admitted WebSocket handshake. @return what cancels it until it is bridged */
    public Runnable upgrade(UpgradedRequest request, Duration idle) {
        Upgrading upgrading = new Upgrading(request, tunnels(), config, deadlines, idle);
        upgrading.start();
        return upgrading::cancel;
    }

    /** WebSocket handshakes are HTTP/1.1 requests, whatever else the upstream speaks. */
    private UpstreamPool tunnels() {
        if (!config.http2()) {
            return pool;
        }
        if (tunnelPool == null) {
            tunnelClient = vertx.createHttpClient(http1(config, tls));
            tunnelPool = new UpstreamPool(vertx, config, tunnelClient, false, deadlines);
        }
        return tunnelPool;
    }

    /** Connections that carry a request now. */
    public int active() {
        return pool.open() - pool.idle();
    }

    /** Connections kept for the next request. */
    public int idle() {
        return pool.idle();
    }

    /** Requests that wait for a connection. */
    public int waiting() {
        return pool.waiting();
    }

    /** Closes connections that are too old; called now and then. */
    public void sweep() {
        pool.sweep(System.nanoTime());
        if (tunnelPool != null) {
            tunnelPool.sweep(System.nanoTime());
        }
    }

    /** Ends every connection. Call it when the last exchange that uses it is over. */
    public Future<Void> close() {
        pool.close();
        if (tunnelPool != null) {
            tunnelPool.close();
            tunnelClient.close();
        }
        return client.close();
    }

    /** One client for one TLS profile: a client that serves two may mix them up (CVE-2026-102476). */
    static HttpClientOptions options(UpstreamConfig config, UpstreamTls tls) {
        HttpClientOptions options = http1(config, tls);
        if (config.http2()) {
            options.setProtocolVersion(HttpVersion.HTTP_2)
                    .setUseAlpn(config.tls())
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setHttp2MultiplexingLimit(SharedConnection.STREAMS)
                    .setHttp2ConnectionWindowSize(CONNECTION_WINDOW)
                    .setInitialSettings(new Http2Settings()
                            .setPushEnabled(false)
                            .setMaxHeaderListSize(MAX_HEAD)
                            .setInitialWindowSize(STREAM_WINDOW));
        }
        return options;
    }

    private static HttpClientOptions http1(UpstreamConfig config, UpstreamTls tls) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setHttp2ClearTextUpgrade(false)
                .setKeepAlive(true)
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setMaxRedirects(0)
                .setMaxHeaderSize(MAX_HEAD)
                .setMaxInitialLineLength(MAX_HEAD)
                .setMaxChunkSize(16 << 10)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) config.timeouts().connect().toMillis());
        if (config.tls()) {
            tls.apply(config.host(), options);
            options.setSslHandshakeTimeout(config.timeouts().connect().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        }
        return options;
    }
}
