package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Flow;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import java.time.Duration;

/**
 * One HTTP/2 connection to an upstream, used by many exchanges at once. A fault of one stream is that stream's alone, as
 * framing cannot spread it; a GOAWAY lets the streams under way finish and takes no new ones (RFC 9113 section 6.8).
 */
final class SharedConnection {

    /** Streams at once, where the upstream allows as many. */
    static final int STREAMS = 100;

    /** A connection without streams is kept this long: servers keep theirs for minutes. */
    private static final long IDLE = Duration.ofSeconds(60).toNanos();

    private final UpstreamPool pool;
    private final HttpClientConnection connection;
    private final ChannelHandlerContext context;
    private final long opened = System.nanoTime();
    private long idleSince = opened;
    private int active;
    private boolean used;
    private boolean gone;
    private boolean closed;

    SharedConnection(UpstreamPool pool, HttpClientConnection connection) {
        this.pool = pool;
        this.connection = connection;
        this.context = ((UnpooledHttpClientConnection) connection).unwrap().channelHandlerContext();
        Flow.limit(context.channel());
        connection.goAwayHandler(goAway -> leave());
        connection.shutdownHandler(v -> leave());
        connection.exceptionHandler(t -> leave());
        connection.closeHandler(v -> {
            closed = true;
            pool.closed(this);
        });
    }

    private void leave() {
        if (!gone && !closed) {
            gone = true;
            pool.retire(this);
        }
    }

    /** Whether it is too old for another stream. */
    boolean isPast(long now, long lifetime) {
        return now - opened >= lifetime;
    }

    /** Whether one more stream may be opened. */
    boolean hasRoom(long now, long lifetime) {
        return !closed && !gone && now - opened < lifetime && active < Math.min(STREAMS, connection.maxActiveStreams());
    }

    boolean isIdle() {
        return active == 0;
    }

    /** Without streams, and of no use any more. */
    boolean isOver(long now, long lifetime) {
        return active == 0 && (gone || isPast(now, lifetime) || now - idleSince >= IDLE);
    }

    UpstreamConnection lend() {
        active++;
        Lease lease = new Lease(used);
        used = true;
        return lease;
    }

    void close() {
        if (!closed) {
            context.close();
        }
    }

    private final class Lease implements UpstreamConnection {

        private final boolean late;
        private HttpClientRequest request;
        private boolean over;

        Lease(boolean late) {
            this.late = late;
        }

        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public boolean used() {
            return late;
        }

        /** A stream has a window of its own. */
        @Override
        public Flow flow() {
            return Flow.NONE;
        }

        @Override
        public Future<HttpClientRequest> request(RequestOptions options) {
            return connection.request(options).onSuccess(opened -> {
                request = opened;
                if (over) {
                    reset();
                }
            });
        }

        @Override
        public void giveBack(boolean keepAlive, long idleLimit) {
            release();
        }

        @Override
        public void discard() {
            if (!over) {
                reset();
                release();
            }
        }

        private void reset() {
            if (request != null) {
                request.reset(Http2Error.CANCEL.code());
            }
        }

        private void release() {
            if (!over) {
                over = true;
                active--;
                idleSince = System.nanoTime();
                pool.released(SharedConnection.this);
            }
        }

        /** WebSockets do not go by HTTP/2 here. */
        @Override
        public void leavePool() {
            throw new IllegalStateException("a stream is no tunnel");
        }
    }
}
