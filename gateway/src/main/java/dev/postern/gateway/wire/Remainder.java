package dev.postern.gateway.wire;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;

/**
 * What is left of a stream of HTTP/2 whose exchange is over: answer that the client does not read, body nobody wants.
 * Neither is waited for longer than the client may pause, or than a moment while memory is scarce.
 */
final class Remainder {

    private final HttpServerRequest request;
    private final Http2Stream stream;
    private final Http2ConnectionHandler codec;
    private final ChannelHandlerContext context;
    private final Deadlines deadlines;
    private final long pause;
    private final long discardBy = System.nanoTime() + ClientConnection.LINGER;
    private long discardable = ClientConnection.LINGER_BYTES;
    private int window;
    private long progress = System.nanoTime();
    private long resetAt;

    /** @param pause nanoseconds that a client may take to open a window */
    Remainder(
            HttpServerRequest request,
            Http2Stream stream,
            Http2ConnectionHandler codec,
            ChannelHandlerContext context,
            Deadlines deadlines,
            long pause) {
        this.request = request;
        this.stream = stream;
        this.codec = codec;
        this.context = context;
        this.deadlines = deadlines;
        this.pause = pause;
    }

    /** Reads off a little, which spares most streams a reset that would count against the client. */
    void discard() {
        request.handler(piece -> {
            discardable -= piece.length();
            if (discardable < 0) {
                request.pause();
            }
        });
        request.resume();
    }

    /**
     * Resets the stream when its time is up.
     *
     * @return false when that was done and the stream is still there: the client reads nothing at all
     */
    boolean look(long now) {
        if (resetAt != 0) {
            // The stream ends when its reset is out.
            return now - resetAt < ClientConnection.LINGER;
        }
        if (stream.state() == Http2Stream.State.HALF_CLOSED_LOCAL) {
            // The answer is out. Its whole body is not needed for it (RFC 9113 section 8.1).
            if (discardable < 0 || now - discardBy >= 0) {
                reset(Http2Error.NO_ERROR);
            }
            return true;
        }
        int left = codec.encoder().flowController().windowSize(stream);
        if (left != window) {
            window = left;
            progress = now;
        } else if (now - progress >= deadlines.patience(pause)) {
            reset(Http2Error.CANCEL);
        }
        return true;
    }

    /** By the codec: Vert.x resets no stream whose answer it handed over to the end, read or not. */
    private void reset(Http2Error why) {
        codec.encoder().writeRstStream(context, stream.id(), why.code(), context.newPromise());
        codec.flush(context);
        resetAt = System.nanoTime() | 1;
    }
}
