package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Flow;
import dev.postern.gateway.wire.HeapBuffers;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;

/** One HTTP/1 connection to an upstream, lent to one exchange at a time. */
final class SoleConnection implements UpstreamConnection {

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

    SoleConnection(UpstreamPool pool, HttpClientConnection connection, long idleLimit) {
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

    @Override
    public boolean isShared() {
        return false;
    }

    @Override
    public boolean used() {
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

    @Override
    public Flow flow() {
        return flow;
    }

    void lend() {
        lent = true;
    }

    @Override
    public Future<HttpClientRequest> request(RequestOptions options) {
        return connection.request(options);
    }

    @Override
    public void giveBack(boolean keepAlive, long limit) {
        if (!lent) {
            return;
        }
        lent = false;
        used = true;
        idleLimit = limit;
        flow.resume();
        if (keepAlive && !closed && !codec.hasLeftover()) {
            pool.returned(this);
        } else {
            close();
        }
    }

    @Override
    public void discard() {
        lent = false;
        close();
    }

    /**
     * It became a tunnel: no longer one of the pool's connections, whose number limits requests under way. Tunnels live
     * long, and are limited by {@code server.limits.connections}.
     */
    @Override
    public void leavePool() {
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
