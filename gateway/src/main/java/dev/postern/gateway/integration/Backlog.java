package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;

/**
 * What was handed to one side of an exchange and is not out yet. HTTP/1 has its socket's queue for that, which counts
 * bytes. The queue of an HTTP/2 stream counts pieces, and would take a quarter of a megabyte for a reader that opens no
 * window: so bytes are counted here.
 */
final class Backlog {

    private static final int HIGH = 32 << 10;
    private static final int LOW = 16 << 10;

    private final WriteStream<Buffer> stream;
    private final boolean multiplexed;
    private long waiting;
    private Runnable drained;

    /** @param multiplexed whether it is a stream of an HTTP/2 connection */
    Backlog(WriteStream<Buffer> stream, boolean multiplexed) {
        this.stream = stream;
        this.multiplexed = multiplexed;
    }

    void write(Buffer piece) {
        if (!multiplexed) {
            stream.write(piece);
            return;
        }
        int bytes = piece.length();
        waiting += bytes;
        stream.write(piece).onComplete(out -> {
            waiting -= bytes;
            if (drained != null && waiting <= LOW) {
                Runnable once = drained;
                drained = null;
                once.run();
            }
        });
    }

    boolean isFull() {
        return multiplexed ? waiting > HIGH : stream.writeQueueFull();
    }

    /** @param then called once there is room again; asked for while it is full */
    void onDrained(Runnable then) {
        if (multiplexed) {
            drained = then;
        } else {
            stream.drainHandler(v -> then.run());
        }
    }
}
