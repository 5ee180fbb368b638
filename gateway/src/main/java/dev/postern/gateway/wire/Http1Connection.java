package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;

/**
 * A connection that speaks HTTP/1: swaps the strict decoder in, ends it when the client dawdles over a head or idles too
 * long, and ends it after an early answer without losing that answer (SR-48).
 */
final class Http1Connection extends ClientConnection {

    /** How long a connection without a request may stay when the gateway stops. */
    private static final long GOODBYE = Duration.ofSeconds(1).toNanos();

    private final StrictRequestDecoder decoder;
    private final Flow flow;
    private long begun;
    private Caller newest;
    private boolean broken;
    private long leaving;

    private Http1Connection(
            Http1ServerConnection connection,
            StrictRequestDecoder decoder,
            Terms terms,
            Deadlines deadlines,
            Listener listener) {
        super(connection, connection, terms, deadlines, listener);
        this.decoder = decoder;
        this.flow = Flow.limit(channel);
        decoder.onBrokenBody(this::bodyBroken);
        decoder.onHeadHeld(this::dropsHead);
    }

    static Http1Connection open(Http1ServerConnection connection, Terms terms, Deadlines deadlines, Listener listener) {
        ChannelPipeline pipeline = connection.channelHandlerContext().pipeline();
        StrictRequestDecoder decoder = new StrictRequestDecoder(terms.maxLine(), terms.maxHeaders());
        pipeline.replace("httpDecoder", "httpDecoder", decoder);
        HeapBuffers.before(connection.channelHandlerContext());
        Http1Connection client = new Http1Connection(connection, decoder, terms, deadlines, listener);
        pipeline.addBefore(connection.channelHandlerContext().name(), "farewell", client.new Farewell());
        return client;
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public boolean isClosing() {
        return isEnding();
    }

    /** None: the decoder has its own way to say so. */
    @Override
    public Refusal fault(HttpServerRequest request) {
        return null;
    }

    @Override
    public boolean bodyFollows() {
        return false;
    }

    @Override
    public void began(HttpServerRequest request, Caller caller) {
        super.began(request, caller);
        request.response().closeHandler(v -> caller.left());
        begun++;
        newest = caller;
        if (broken) {
            channel.eventLoop().execute(this::bodyBroken);
        }
    }

    @Override
    public UnfinishedHead unfinishedHead() {
        long started = decoder.headStarted();
        return UnfinishedHead.of(
                started == 0 ? 0 : System.nanoTime() - Math.max(started, quietSince()), decoder.unfinished());
    }

    @Override
    public Buffer takeEarly() {
        return Buffer.buffer(decoder.takeHeld(channel.pipeline().context(decoder)));
    }

    private void readOn() {
        ChannelHandlerContext context = channel.pipeline().context(decoder);
        if (context != null && !isEnding()) {
            try {
                decoder.readOn(context);
            } catch (Exception e) {
                channel.pipeline().fireExceptionCaught(e);
            }
        }
    }

    /** The broken body belongs to the newest head, whose exchange waits for those before it. */
    private void bodyBroken() {
        broken = true;
        if (begun == decoder.heads() && newest != null) {
            Caller once = newest;
            newest = null;
            once.bodyBroken();
        }
    }

    /** The beginning of a head takes memory until the rest comes: not while there is none. */
    private boolean dropsHead() {
        boolean drops = !isEnding() && isQuiet() && deadlines.areHurried();
        if (drops) {
            refuse(listener.refused(this, Refusal.OVERLOADED));
        }
        return drops;
    }

    @Override
    public void ended() {
        super.ended();
        if (decoder.isHolding()) {
            channel.eventLoop().execute(this::readOn);
        }
    }

    @Override
    public void announceLast(MultiMap answer) {
        answer.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    /** What follows an unread body cannot be told from it (SR-48). */
    @Override
    public void announceUnread(MultiMap answer) {
        announceLast(answer);
    }

    @Override
    public void answered(HttpServerRequest request, boolean unread) {
        HttpServerResponse response = request.response();
        if (unread && !request.isEnded()) {
            linger(request);
        } else if (response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
                || request.version() == HttpVersion.HTTP_1_0
                        && !response.headers().contains(HttpHeaders.CONTENT_LENGTH)) {
            closeWhenWritten();
        }
    }

    @Override
    public void turnAway(String answer) {
        refuse(answer);
    }

    /**
     * Answers past the HTTP codec and closes: for peers that get no exchange. Nothing they sent or still send is read as
     * a request.
     *
     * @param answer a whole HTTP/1.1 response
     */
    private void refuse(String answer) {
        if (isEnding()) {
            return;
        }
        endWithin(LINGER);
        channel.pipeline().addBefore("httpDecoder", "discard", new Discarding());
        ByteBuf bytes = ByteBufUtil.writeAscii(channel.alloc(), answer);
        channel.pipeline().context("httpEncoder").writeAndFlush(bytes).addListener(written -> halfClose());
    }

    /**
     * Ends the connection after an answer to a request whose body was not read: says that no more is sent, discards
     * what still comes up to a limit of bytes and time, then closes. Closing at once would make the kernel reset the
     * connection, and the client would lose the answer (RFC 9112 section 9.6).
     */
    private void linger(HttpServerRequest unread) {
        if (isEnding() || !channel.isActive()) {
            return;
        }
        endWithin(LINGER);
        long[] left = {LINGER_BYTES};
        unread.handler(chunk -> {
            left[0] -= chunk.length();
            if (left[0] < 0) {
                channel.close();
            }
        });
        unread.endHandler(v -> channel.close());
        unread.exceptionHandler(t -> channel.close());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> halfClose());
        unread.resume();
        flow.resume();
    }

    /** Says that nothing more comes: by TLS's own alert (RFC 8446 section 6.1), else by the end of the stream. */
    private void halfClose() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }

    /** Keeps what comes from the decoder, so that closing does not reset the connection over unread bytes. */
    private static final class Discarding extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }

    /**
     * A server that shuts down closes what is between two requests, and with it a connection whose first request is on
     * its way or half read. That one is served: its answer says that it is the last.
     */
    private final class Farewell extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            boolean fresh = !isEnding() && isQuiet() && (decoder.heads() == 0 || decoder.headStarted() != 0);
            if (fresh
                    && event instanceof ShutdownEvent shutdown
                    && !shutdown.timeout().isZero()) {
                leaving = System.nanoTime() | 1;
            } else {
                context.fireUserEventTriggered(event);
            }
        }
    }

    /** Closes after everything written so far is out. */
    private void closeWhenWritten() {
        endWithin(terms.idle().toNanos());
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void cut(HttpServerRequest request) {
        close();
    }

    @Override
    void look(long now) {
        if (!isQuiet()) {
            return;
        }
        long head = terms.head().toNanos();
        long started = decoder.headStarted();
        if (leaving != 0 && started == 0 && now - leaving >= GOODBYE) {
            close();
        } else if (started != 0 && now - Math.max(started, quietSince()) >= deadlines.patience(head)) {
            refuse(listener.refused(this, Refusal.HEAD_TIMEOUT));
        } else if (started == 0
                && !ProxyHeader.isAwaited(channel)
                && now - quietSince()
                        >= deadlines.patience(
                                decoder.heads() == 0 ? head : terms.idle().toNanos())) {
            close();
        }
    }
}
