package dev.postern.gateway.wire;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.WriteBufferWaterMark;

/**
 * How much of a stream one connection may hold in memory. What a slow receiver keeps waiting is at most one write queue
 * and one read, about 48 KiB: a thousand of them fit into the direct memory of a small process.
 *
 * <p>Vert.x alone would hold several times that. A connection it paused reads on until two queues of messages are full,
 * reads come in pieces of up to 64 KiB, and the write queue takes 64 KiB and one more read. When direct memory is
 * exhausted the JVM blocks the event loop for a second per allocation, looking for some, and nobody is served.
 *
 * <p>Used on the event loop of its connection.
 */
public final class Flow {

    private static final int READ = 16 << 10;
    private static final int LOW = 16 << 10;
    private static final int HIGH = 32 << 10;

    /** Nothing to stop: a stream that has a window of its own. */
    public static final Flow NONE = new Flow(null);

    private final Channel channel;
    private boolean stopped;

    private Flow(Channel channel) {
        this.channel = channel;
    }

    /** Limits a connection. Should come before its first read. */
    public static Flow limit(Channel channel) {
        channel.config()
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(64, 2048, READ))
                .setWriteBufferWaterMark(new WriteBufferWaterMark(LOW, HIGH));
        return new Flow(channel);
    }

    /** Reads nothing more from the socket; the peer's TCP window fills. The stream itself must be paused as well. */
    public void stop() {
        if (channel == null) {
            return;
        }
        stopped = true;
        channel.config().setAutoRead(false);
    }

    /** Reads again. */
    public void resume() {
        if (stopped) {
            stopped = false;
            channel.config().setAutoRead(true);
        }
    }
}
