package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.security.SecureRandom;
import java.time.Duration;

/**
 * A WebSocket between client and upstream: bytes both ways with back-pressure, an idle limit, counters, and an orderly
 * end with 1001 (going away) when the gateway stops.
 */
public final class Tunnel extends Deadlines.Timed {

    /** What a tunnel reports. */
    public interface Listener {
        void fromClient(int bytes);

        void fromUpstream(int bytes);

        /** Both sides are closed. */
        void closed();
    }

    /** How long a side has to take what was written to it. */
    private static final long LAST_WORDS = Duration.ofSeconds(5).toNanos();

    private static final SecureRandom MASKS = new SecureRandom();

    private final NetSocket client;
    private final NetSocket upstream;
    private final Deadlines deadlines;
    private final long idle;
    private final Listener listener;
    private final FrameTracker clientFrames = new FrameTracker();
    private final FrameTracker upstreamFrames = new FrameTracker();
    private boolean goingAway;
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
        client.closeHandler(v -> sideClosed());
        upstream.closeHandler(v -> sideClosed());
        client.exceptionHandler(t -> close());
        upstream.exceptionHandler(t -> close());
        client.handler(this::fromClient);
        upstream.handler(piece -> {
            listener.fromUpstream(piece.length());
            if (!toldClient) {
                upstreamFrames.follow(piece);
                pass(piece, upstream, client);
            }
            sayGoodbye();
        });
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
            pass(piece, client, upstream);
        }
        sayGoodbye();
    }

    /** Says 1001 to both sides as soon as a frame is whole, and closes when both have been told. */
    public void goAway() {
        goingAway = true;
        sayGoodbye();
    }

    /** Ends both sides at once. */
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        dueIn(LAST_WORDS);
        client.close();
        upstream.close();
        listener.closed();
    }

    private void sideClosed() {
        if (--openSides == 0) {
            deadlines.remove(this);
        }
        close();
    }

    @Override
    protected void expired(long now) {
        if (closed) {
            // Past Vert.x, which would wait for a side that does not read.
            deadlines.remove(this);
            ((NetSocketInternal) client).channelHandlerContext().close();
            ((NetSocketInternal) upstream).channelHandlerContext().close();
        } else if (goingAway) {
            close();
        } else {
            dueIn(LAST_WORDS);
            goAway();
        }
    }

    private void pass(Buffer piece, NetSocket from, NetSocket to) {
        dueIn(idle);
        to.write(piece);
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(v -> {
                dueIn(idle);
                from.resume();
            });
        }
    }

    private void sayGoodbye() {
        if (!goingAway || closed) {
            return;
        }
        if (!toldClient && upstreamFrames.atBoundary()) {
            toldClient = true;
            if (!upstreamFrames.closeSeen()) {
                client.write(Buffer.buffer(new byte[] {(byte) 0x88, 2, 1001 >> 8, (byte) (1001 & 0xff)}));
            }
        }
        if (!toldUpstream && clientFrames.atBoundary()) {
            toldUpstream = true;
            if (!clientFrames.closeSeen()) {
                upstream.write(maskedClose());
            }
        }
        if (toldClient && toldUpstream) {
            client.end().onComplete(v -> close());
        }
    }

    /** What a client sends is masked (RFC 6455 section 5.3), and towards the upstream the gateway is the client. */
    private static Buffer maskedClose() {
        byte[] mask = new byte[4];
        MASKS.nextBytes(mask);
        return Buffer.buffer(new byte[] {(byte) 0x88, (byte) 0x82})
                .appendBytes(mask)
                .appendByte((byte) (1001 >> 8 ^ mask[0]))
                .appendByte((byte) (1001 & 0xff ^ mask[1]));
    }
}
