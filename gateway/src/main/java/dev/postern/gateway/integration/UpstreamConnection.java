package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Flow;
import dev.postern.gateway.wire.HeapBuffers;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;

/** One connection to an upstream, lent to one exchange at a time. */
final class UpstreamConnection {

    private final UpstreamPool pool;
    private final HttpClientConnection connection;
    private final ChannelHandlerContext context;
    private final Flow flow;
    private final ResponseCodec codec = new ResponseCodec(Upstream.MAX_HEAD);
    private final long opened = System.nanoTime();
    long idleSince;
    long idleLimit;
    private boolean used;
    private boolean lent;
    private boolean closed;
    private boolean left;

    UpstreamConnection(UpstreamPool pool, HttpClientConnection connection, long idleLimit) {
        this.pool = pool;
        this.connection = connection;
        this.context = ((UnpooledHttpClientConnection) connection).unwrap().channelHandlerContext();
        this.flow = Flow.limit(context.channel());
        this.idleLimit = idleLimit;
        context.pipeline().replace("codec", "codec", codec);
        HeapBuffers.before(context);
        connection.closeHandler(v -> {
            closed = true;
            if (!left) {
                pool.closed(this);
            }
        });
    }

    /** Whether another exchange used it before this one: only then may a broken connection mean nothing but age. */
    boolean used() {
        return used;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isLent() {
        return lent;
    }

    long opened() {
        return opened;
    }

    /** Stops and restarts reading from the upstream, beside pausing and resuming its answer. */
    Flow flow() {
        return flow;
    }

    void lend() {
        lent = true;
    }

    Future<HttpClientRequest> request(RequestOptions options) {
        return connection.request(options);
    }

    /**
     * Gives it back after a whole answer to a whole request.
     *
     * @param keepAlive false when the answer said that it is the last (RFC 9112 section 9.3)
     */
    void giveBack(boolean keepAlive) {
        if (!lent) {
            return;
        }
        lent = false;
        used = true;
        flow.resume();
        if (keepAlive && !closed && !codec.hasLeftover()) {
            pool.returned(this);
        } else {
            close();
        }
    }

    /** Ends it: after any fault, an unfinished request or an unfinished answer (SR-50). Safe to call twice. */
    void discard() {
        lent = false;
        close();
    }

    /**
     * It became a tunnel: no longer one of the pool's connections, whose number limits requests under way. Tunnels live
     * long, and are limited by {@code server.limits.connections}.
     */
    void leavePool() {
        if (!left && !closed) {
            left = true;
            pool.closed(this);
        }
    }

    /** Past Vert.x, which would wait until an upstream that does not read has read everything. */
    void close() {
        if (!closed) {
            context.close();
        }
    }
}
