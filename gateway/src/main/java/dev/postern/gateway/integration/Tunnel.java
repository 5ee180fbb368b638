package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * A WebSocket between client and upstream: bytes both ways with back-pressure, an idle limit, and an orderly end. Where
 * the gateway ends it, both sides hear a close frame between two frames, never inside one. An end for want of the right
 * to be here ({@link TunnelEnd#isPrompt}) lets nothing more of the client through and waits for nobody longer than
 * {@value #PROMPT_MILLIS} ms; any other waits for frames under way, up to five seconds.
 */
public final class Tunnel extends Deadlines.Timed {

    /** What a tunnel reports. */
    public interface Listener {
        void fromClient(int bytes);

        void fromUpstream(int bytes);

        /** Both sides are closed. */
        void closed(TunnelEnd why);
    }

    /** How long a side has to take what was written to it. */
    private static final long LAST_WORDS = Duration.ofSeconds(5).toNanos();

    private static final long PROMPT_MILLIS = 200;
    private static final long PROMPT = Duration.ofMillis(PROMPT_MILLIS).toNanos();

    private final NetSocket client;
    private final NetSocket upstream;
    private final Deadlines deadlines;
    private final long idle;
    private final Listener listener;
    private final FrameTracker clientFrames = new FrameTracker();
    private final FrameTracker upstreamFrames = new FrameTracker();
    /** The first cause; null while it is open. */
    private TunnelEnd why;
    /** Set when it is the gateway that ends it. */
    private TunnelEnd ending;

    private boolean toldClient;
    private boolean toldUpstream;
    private boolean closed;
    private int openSides = 2;

    Tunnel(NetSocket client, NetSocket upstream, Deadlines deadlines, Duration idle, Listener listener) {
        this.client = client;
        this.upstream = upstream;
        this.deadlines = deadlines;
        this.idle = idle.toNanos();
        this.listener = listener;
    }

    /** @param early what the client sent already */
    void start(Buffer early) {
        dueIn(idle);
        deadlines.add(this);
        client.closeHandler(v -> sideClosed(TunnelEnd.CLIENT));
        upstream.closeHandler(v -> sideClosed(TunnelEnd.UPSTREAM));
        client.exceptionHandler(t -> close(TunnelEnd.BROKEN));
        upstream.exceptionHandler(t -> close(TunnelEnd.BROKEN));
        client.handler(this::fromClient);
        upstream.handler(this::fromUpstream);
        client.resume();
        upstream.resume();
        if (early.length() > 0) {
            fromClient(early);
        }
    }

    private void fromClient(Buffer piece) {
        listener.fromClient(piece.length());
        if (!toldUpstream) {
            clientFrames.follow(piece);
            if (clientFrames.closeSeen()) {
                because(TunnelEnd.CLIENT);
            }
            pass(piece, client, upstream);
        }
        sayGoodbye();
    }

    private void fromUpstream(Buffer piece) {
        listener.fromUpstream(piece.length());
        if (!toldClient) {
            upstreamFrames.follow(piece);
            if (upstreamFrames.closeSeen()) {
                because(TunnelEnd.UPSTREAM);
            }
            pass(piece, upstream, client);
        }
        sayGoodbye();
    }

    /**
     * Ends it for a reason of the gateway: says so to both sides as soon as a frame is whole, and closes when both have
     * been told. A prompt end overtakes one that is under way.
     */
    public void end(TunnelEnd reason) {
        if (closed || ending != null && (ending.isPrompt() || !reason.isPrompt())) {
            return;
        }
        because(reason);
        ending = reason;
        if (reason.isPrompt()) {
            dueIn(PROMPT);
            if (!toldUpstream && clientFrames.atBoundary() && !clientFrames.closeSeen()) {
                upstream.write(CloseFrame.masked(reason));
            }
            toldUpstream = true;
        }
        sayGoodbye();
    }

    /** Ends both sides at once. */
    public void close() {
        close(TunnelEnd.SHUTDOWN);
    }

    private void close(TunnelEnd reason) {
        if (closed) {
            return;
        }
        because(reason);
        closed = true;
        dueIn(isPrompt() ? PROMPT : LAST_WORDS);
        client.close();
        upstream.close();
        listener.closed(why);
    }

    private void because(TunnelEnd reason) {
        if (why == null) {
            why = reason;
        }
    }

    private boolean isPrompt() {
        return ending != null && ending.isPrompt();
    }

    private void sideClosed(TunnelEnd side) {
        if (--openSides == 0) {
            deadlines.remove(this);
        }
        close(side);
    }

    @Override
    protected void expired(long now) {
        if (closed) {
            // Past Vert.x, which would wait for a side that does not read.
            deadlines.remove(this);
            ((NetSocketInternal) client).channelHandlerContext().close();
            ((NetSocketInternal) upstream).channelHandlerContext().close();
        } else if (ending != null) {
            close(ending);
        } else {
            dueIn(LAST_WORDS);
            end(TunnelEnd.IDLE);
        }
    }

    private void pass(Buffer piece, NetSocket from, NetSocket to) {
        alive();
        to.write(piece);
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(v -> {
                alive();
                from.resume();
            });
        }
    }

    /** An end that the gateway began has its own deadline, which no side can put off. */
    private void alive() {
        if (ending == null || ending == TunnelEnd.SHUTDOWN) {
            dueIn(idle);
        }
    }

    private void sayGoodbye() {
        if (ending == null || closed) {
            return;
        }
        if (!toldClient && upstreamFrames.atBoundary()) {
            toldClient = true;
            if (!upstreamFrames.closeSeen()) {
                client.write(CloseFrame.plain(ending));
            }
        }
        if (!toldUpstream && clientFrames.atBoundary()) {
            toldUpstream = true;
            if (!clientFrames.closeSeen()) {
                upstream.write(CloseFrame.masked(ending));
            }
        }
        if (toldClient && toldUpstream) {
            client.end().onComplete(v -> close(ending));
        }
    }
}
