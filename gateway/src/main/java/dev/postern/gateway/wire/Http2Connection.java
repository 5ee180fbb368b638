package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http2.codec.Http2ServerConnectionImpl;
import java.util.List;

/**
 * A connection that speaks HTTP/2 (RFC 9113). Requests are checked by {@link StrictFrames} before they become exchanges;
 * a stream that outlives its exchange, because the client neither reads the answer nor ends its body, is reset in time;
 * a connection without streams is ended with GOAWAY, and so is one whose client begins a head and does not end it (SR-59).
 */
final class Http2Connection extends ClientConnection implements FrameWatch.Listener {

    private final Http2ServerConnectionImpl connection;
    private final Http2ConnectionHandler codec;
    private final StrictFrames frames;
    private final HeadWatch heads;
    private final FrameBudget budget = new FrameBudget();
    private final IntObjectMap<Remainder> remainders = new IntObjectHashMap<>();
    private int reported;
    private int newestStream;
    private int answeredUnknown;
    private boolean goingAway;

    private Http2Connection(
            Http2ServerConnectionImpl connection,
            Http2ConnectionHandler codec,
            Terms terms,
            Deadlines deadlines,
            Listener listener) {
        super(connection, connection, terms, deadlines, listener);
        this.connection = connection;
        this.codec = codec;
        this.heads = HeadWatch.of(channel);
        this.frames = new StrictFrames(codec.decoder().frameListener(), budget);
    }

    static Http2Connection open(
            Http2ServerConnectionImpl connection, Terms terms, Deadlines deadlines, Listener listener) {
        var context = connection.channelHandlerContext();
        var codec = (Http2ConnectionHandler) context.handler();
        Http2Connection client = new Http2Connection(connection, codec, terms, deadlines, listener);
        Flow.limit(client.channel);
        context.pipeline().addBefore(context.name(), "frames", new FrameWatch(client));
        codec.decoder().frameListener(client.frames);
        codec.connection().addListener(client.new Closings());
        client.onClose(client::report);
        connection.exceptionHandler(client::failed);
        return client;
    }

    /** Streams have windows of their own: a paused one does not stop its neighbours. */
    @Override
    public Flow flow() {
        return Flow.NONE;
    }

    /** Never while it reads: streams opened after a GOAWAY do not get here. */
    @Override
    public boolean isClosing() {
        return false;
    }

    @Override
    public Refusal fault(HttpServerRequest request) {
        return frames.fault();
    }

    @Override
    public boolean bodyFollows() {
        return frames.bodyFollows();
    }

    @Override
    public void began(HttpServerRequest request, Caller caller) {
        super.began(request, caller);
        report();
        newestStream = (int) request.streamId();
        if (frames.authority() != null) {
            request.headers().set(HttpHeaders.HOST, frames.authority());
        }
        request.exceptionHandler(cause -> tell(caller, cause));
        request.response().exceptionHandler(cause -> tell(caller, cause));
    }

    @Override
    public void ended() {
        super.ended();
        report();
    }

    /** Tells what the streams of this connection may hold by now; nothing once it is closed. */
    private void report() {
        int held = channel.isOpen() ? exchanges() + remainders.size() : 0;
        if (held != reported) {
            listener.held(held - reported);
            reported = held;
        }
    }

    private static void tell(Caller caller, Throwable cause) {
        if (cause instanceof Http2Exception error && Http2Exception.isStreamError(error)) {
            caller.bodyBroken();
        } else {
            caller.left();
        }
    }

    /** By GOAWAY, which spares the streams under way (RFC 9113 section 6.8). */
    @Override
    public void announceLast(MultiMap answer) {
        if (!goingAway) {
            goingAway = true;
            goAway(Integer.MAX_VALUE, Http2Error.NO_ERROR);
        }
    }

    /** A stream ends alone: nothing to say. */
    @Override
    public void announceUnread(MultiMap answer) {}

    @Override
    public void answered(HttpServerRequest request, boolean unread) {
        if (isTooMany()) {
            announceLast(null);
        }
        int id = (int) request.streamId();
        Http2Stream stream = codec.connection().stream(id);
        if (stream == null || stream.state() == Http2Stream.State.CLOSED) {
            return;
        }
        Remainder remainder = new Remainder(
                request,
                stream,
                codec,
                connection.channelHandlerContext(),
                deadlines,
                terms.pause().toNanos());
        remainders.put(id, remainder);
        report();
        if (unread && !request.isEnded()) {
            remainder.discard();
        }
    }

    @Override
    public void cut(HttpServerRequest request) {
        request.response().reset(Http2Error.INTERNAL_ERROR.code());
    }

    @Override
    public Buffer takeEarly() {
        return Buffer.buffer();
    }

    @Override
    public void turnAway(String answer) {
        goAway(codec.connection().remote().lastStreamCreated(), Http2Error.ENHANCE_YOUR_CALM);
        close();
    }

    @Override
    public void dataWritten() {
        budget.earn();
    }

    @Override
    public void headersWritten(int stream) {
        if (stream > newestStream) {
            answeredUnknown = stream;
        }
    }

    /** What it asks is compressed, and not read before it is whole. */
    @Override
    public UnfinishedHead unfinishedHead() {
        long since = heads.since();
        return new UnfinishedHead(since == 0 ? 0 : System.nanoTime() - since, null, null, false);
    }

    /** The codec ended a stream that never became a request: its head was malformed, too large, or one too many. */
    @Override
    public void resetWritten(int stream, long code) {
        if (stream <= newestStream) {
            return;
        }
        newestStream = stream;
        if (stream == answeredUnknown) {
            listener.refused(this, Refusal.HEADERS_TOO_LARGE);
        } else if (code == Http2Error.REFUSED_STREAM.code()) {
            listener.refused(this, Refusal.STREAM_LIMIT);
        } else {
            listener.refused(this, Refusal.PROTOCOL_ERROR);
        }
    }

    /** The codec ends the whole connection, with a GOAWAY that says why. */
    private void failed(Throwable cause) {
        Http2Exception error = cause instanceof Http2Exception http2 ? http2 : null;
        if (error != null && !isEnding()) {
            endWithin(LINGER);
            listener.refused(
                    this, error.error() == Http2Error.ENHANCE_YOUR_CALM ? Refusal.FLOOD : Refusal.PROTOCOL_ERROR);
        }
    }

    private void goAway(int lastStream, Http2Error why) {
        ChannelHandlerContext context = connection.channelHandlerContext();
        codec.goAway(context, lastStream, why.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
        codec.flush(context);
    }

    @Override
    void look(long now) {
        // A copy: one that is reset leaves the map at once.
        for (Remainder remainder : List.copyOf(remainders.values())) {
            if (!remainder.look(now)) {
                close();
                return;
            }
        }
        if (heads.since() != 0
                && now - heads.since() >= deadlines.patience(terms.head().toNanos())) {
            listener.refused(this, Refusal.HEAD_TIMEOUT);
            goAway(codec.connection().remote().lastStreamCreated(), Http2Error.NO_ERROR);
            close();
            return;
        }
        if (!isQuiet() || !remainders.isEmpty()) {
            return;
        }
        long idle = deadlines.patience((newestStream == 0 ? terms.head() : terms.idle()).toNanos());
        if (goingAway && codec.connection().numActiveStreams() == 0 || now - quietSince() >= idle) {
            close();
        }
    }

    /** Learns from the codec that a stream is closed, whoever closed it. */
    private final class Closings extends Http2ConnectionAdapter {
        @Override
        public void onStreamClosed(Http2Stream stream) {
            if (remainders.remove(stream.id()) != null) {
                report();
            }
        }
    }
}
