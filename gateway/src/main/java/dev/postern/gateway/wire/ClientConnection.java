package dev.postern.gateway.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.net.impl.ShutdownEvent;
import java.time.Duration;

/**
 * One connection of a client: swaps the strict decoder in, ends connections that dawdle over a head or idle too long,
 * and ends early answered ones without losing the answer (SR-48).
 *
 * <p>HTTP/1 only. Used on its event loop.
 */
public final class ClientConnection extends Deadlines.Timed {

    /** What a connection reports to the gateway. */
    public interface Listener {
        /** A head did not come in time: the connection is to be refused. */
        void headTimedOut(ClientConnection connection);

        /**
         * A part of a head came, which takes memory until the rest comes.
         *
         * @return true when the connection was refused instead
         */
        boolean headHeld(ClientConnection connection);
    }

    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf("postern.connection");
    private static final long CHECK = Duration.ofMillis(250).toNanos();
    private static final long LINGER_BYTES = 256 << 10;
    /** How long a connection without a request may stay when the gateway stops. */
    private static final long GOODBYE = Duration.ofSeconds(1).toNanos();

    private static final long LINGER = Duration.ofSeconds(2).toNanos();

    private final HttpConnection connection;
    private final Channel channel;
    private final StrictRequestDecoder decoder;
    private final Flow flow;
    private final Deadlines deadlines;
    private final Listener listener;
    private final long headNanos;
    private final long idleNanos;
    private final String peer;
    private long quietSince = System.nanoTime();
    private int exchanges;
    private long begun;
    private Runnable bodyBroken;
    private boolean broken;
    private boolean closing;
    private boolean tooMany;
    private long lingerUntil;
    private long leaving;

    private ClientConnection(
            Http1ServerConnection connection,
            StrictRequestDecoder decoder,
            Duration head,
            Duration idle,
            Deadlines deadlines,
            Listener listener) {
        this.connection = connection;
        this.channel = connection.channelHandlerContext().channel();
        this.decoder = decoder;
        this.flow = Flow.limit(channel);
        this.headNanos = head.toNanos();
        this.idleNanos = idle.toNanos();
        this.deadlines = deadlines;
        this.listener = listener;
        decoder.onBrokenBody(this::bodyBroken);
        decoder.onHeadHeld(() -> !closing && exchanges == 0 && listener.headHeld(this));
        this.peer = connection.remoteAddress() == null
                ? ""
                : String.valueOf(connection.remoteAddress().hostAddress());
    }

    /**
     * Takes charge of a fresh connection. Must be called from the server's connection handler, before the first byte
     * is decoded.
     *
     * @param maxLine bytes of a request line the decoder reads at all
     * @param maxHeaders bytes of header lines the decoder reads at all
     * @throws IllegalStateException if the connection is not HTTP/1: the gate would be open to CVE-2026-102479
     */
    public static ClientConnection open(
            HttpConnection connection,
            int maxLine,
            int maxHeaders,
            Duration head,
            Duration idle,
            Deadlines deadlines,
            Listener listener) {
        if (!(connection instanceof Http1ServerConnection http1)) {
            throw new IllegalStateException("not an HTTP/1 connection: " + connection.getClass());
        }
        ChannelPipeline pipeline = http1.channelHandlerContext().pipeline();
        StrictRequestDecoder decoder = new StrictRequestDecoder(maxLine, maxHeaders);
        pipeline.replace("httpDecoder", "httpDecoder", decoder);
        HeapBuffers.before(http1.channelHandlerContext());
        ClientConnection client = new ClientConnection(http1, decoder, head, idle, deadlines, listener);
        pipeline.addBefore(http1.channelHandlerContext().name(), "farewell", client.new Farewell());
        client.channel.attr(KEY).set(client);
        client.dueIn(CHECK);
        deadlines.add(client);
        return client;
    }

    /** The connection a request came by. */
    public static ClientConnection of(HttpServerRequest request) {
        return ((Http1ServerConnection) request.connection())
                .channelHandlerContext()
                .channel()
                .attr(KEY)
                .get();
    }

    /** The peer's address as text, without port and brackets; empty for a socket file. */
    public String peer() {
        return peer;
    }

    public HttpConnection connection() {
        return connection;
    }

    /** Stops and restarts reading from this client, beside pausing and resuming its request. */
    public Flow flow() {
        return flow;
    }

    /**
     * An exchange began on this connection.
     *
     * @param bodyBroken called at most once, when the rest of its body cannot be read; at once when that is known
     */
    public void exchangeBegan(Runnable bodyBroken) {
        exchanges++;
        begun++;
        this.bodyBroken = bodyBroken;
        if (broken) {
            channel.eventLoop().execute(this::bodyBroken);
        }
    }

    /** Calls when the connection is closed, also where it became a tunnel, of whose end Vert.x does not tell. */
    public void onClose(Runnable closed) {
        channel.closeFuture().addListener(future -> closed.run());
    }

    /** What the client sent behind a handshake: the first bytes of the tunnel the connection is about to become. */
    public Buffer takeEarly() {
        return Buffer.buffer(decoder.takeHeld(channel.pipeline().context(decoder)));
    }

    private void readOn() {
        ChannelHandlerContext context = channel.pipeline().context(decoder);
        if (context != null && !closing) {
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
        if (begun == decoder.heads() && bodyBroken != null) {
            Runnable once = bodyBroken;
            bodyBroken = null;
            once.run();
        }
    }

    /** It came past the limit of connections: its first request is to be refused. */
    public void tooMany() {
        tooMany = true;
    }

    public boolean isTooMany() {
        return tooMany;
    }

    /** Whether the last answer of this connection was given: nothing behind it is served. */
    public boolean isClosing() {
        return closing;
    }

    /** The exchange ended and the connection stays. */
    public void exchangeEnded() {
        exchanges--;
        quietSince = System.nanoTime();
        if (decoder.isHolding()) {
            channel.eventLoop().execute(this::readOn);
        }
    }

    /** The connection is a tunnel now, or closed: nothing here may end it any more. */
    public void leave() {
        deadlines.remove(this);
    }

    /**
     * Answers past the HTTP codec and closes: for peers that get no exchange. Nothing they sent or still send is read as
     * a request.
     *
     * @param answer a whole HTTP/1.1 response
     */
    public void refuse(String answer) {
        if (closing) {
            return;
        }
        closing = true;
        lingerUntil = System.nanoTime() + LINGER;
        channel.pipeline().addBefore("httpDecoder", "discard", new Discarding());
        ByteBuf bytes = ByteBufUtil.writeAscii(channel.alloc(), answer);
        channel.pipeline().context("httpEncoder").writeAndFlush(bytes).addListener(written -> halfClose());
    }

    /**
     * Ends the connection after an answer to a request whose body was not read: says that no more is sent, discards
     * what still comes up to a limit of bytes and time, then closes. Closing at once would make the kernel reset the
     * connection, and the client would lose the answer (RFC 9112 section 9.6).
     */
    public void linger(HttpServerRequest unread) {
        if (closing || !channel.isActive()) {
            return;
        }
        closing = true;
        lingerUntil = System.nanoTime() + LINGER;
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

    /** Says that nothing more comes; TLS says it by its own alert when the connection closes. */
    private void halfClose() {
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get("ssl") == null) {
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
            boolean fresh = !closing && exchanges == 0 && (decoder.heads() == 0 || decoder.headStarted() != 0);
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
    public void closeWhenWritten() {
        closing = true;
        lingerUntil = System.nanoTime() + idleNanos;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes; what was written already may still go out for a moment. */
    public void close() {
        closing = true;
        lingerUntil = System.nanoTime() + LINGER;
        channel.close();
    }

    @Override
    protected void expired(long now) {
        dueIn(CHECK);
        if (closing) {
            if (lingerUntil != 0 && now - lingerUntil >= 0) {
                // Past Vert.x, which would wait for a client that does not read.
                ((Http1ServerConnection) connection).channelHandlerContext().close();
            }
            return;
        }
        if (exchanges > 0) {
            return;
        }
        long started = decoder.headStarted();
        if (leaving != 0 && started == 0 && now - leaving >= GOODBYE) {
            close();
        } else if (started != 0 && now - Math.max(started, quietSince) >= deadlines.patience(headNanos)) {
            listener.headTimedOut(this);
        } else if (started == 0
                && now - quietSince >= deadlines.patience(decoder.heads() == 0 ? headNanos : idleNanos)) {
            close();
        }
    }
}
