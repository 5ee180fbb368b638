package dev.postern.gateway.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON per request. The event loop encodes the line and puts it into a queue bounded in bytes, without a
 * lock; a thread of its own writes. An output that nobody reads fills the queue, then lines are dropped and counted: a
 * request never waits (SR-163). A line is written within 200 ms of {@link #write}, in the order of each event loop.
 */
public final class AccessLog implements AutoCloseable {

    /** Bytes that may wait to be written: about 10,000 lines. */
    public static final int QUEUE_BYTES = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long LINGER_NANOS = Duration.ofMillis(100).toNanos();
    private static final long CLOSE_MILLIS = 2_000;
    private static final int BATCH_BYTES = 64 << 10;
    /** What a queued line costs beyond its bytes: array header and queue node. */
    private static final int LINE_OVERHEAD = 40;

    private final OutputStream out;
    private final long bound;
    private final Thread writer;
    private final Queue<byte[]> lines = new ConcurrentLinkedQueue<>();
    private final AtomicLong queued = new AtomicLong();
    private final LongAdder dropped = new LongAdder();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private volatile boolean closing;

    private final byte[] batch = new byte[BATCH_BYTES];
    private boolean failing;
    private boolean torn;

    /**
     * Starts the writing thread.
     *
     * @param out written by that thread only; flushed, never closed
     * @param queueBytes bound of what waits, lines being written included
     */
    public AccessLog(OutputStream out, int queueBytes) {
        this.out = out;
        this.bound = queueBytes;
        if (out == null) {
            this.writer = null;
            return;
        }
        this.writer = new Thread(this::run, "postern-access-log");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    /** Writes to the process's standard output, whatever {@code System.out} has become. */
    public static AccessLog standardOutput() {
        return new AccessLog(new FileOutputStream(FileDescriptor.out), QUEUE_BYTES);
    }

    /** Writes nothing, for {@code log.access: false}. */
    public static AccessLog none() {
        return new AccessLog(null, 0);
    }

    /** Hands one line over. Never waits. {@code summary} is read before this returns and not kept. */
    public void write(ExchangeSummary summary) {
        if (writer == null) {
            return;
        }
        if (closing || queued.get() >= bound) {
            dropped.increment();
            return;
        }
        byte[] line = AccessLogLine.encode(summary);
        int cost = line.length + LINE_OVERHEAD;
        long now = queued.addAndGet(cost);
        if (now > bound) {
            queued.addAndGet(-cost);
            dropped.increment();
            return;
        }
        lines.add(line);
        // A wake-up costs as much as all of the above: only the first line of a quiet time and each full batch pay it.
        if (asleep.get() && asleep.compareAndSet(true, false) || now >= BATCH_BYTES && now - cost < BATCH_BYTES) {
            LockSupport.unpark(writer);
        }
    }

    /** Lines dropped since the start. */
    public long dropped() {
        return dropped.sum();
    }

    /**
     * Writes what waits and ends the thread. Waits two seconds at most, then what is left counts as dropped; so not for
     * an event loop.
     */
    @Override
    public void close() {
        if (writer == null || closing) {
            return;
        }
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (lines.poll() != null) {
            dropped.increment();
        }
    }

    private void run() {
        boolean last = false;
        while (true) {
            boolean wrote = drain();
            if (last) {
                return;
            }
            if (closing) {
                last = true;
            } else if (wrote) {
                LockSupport.parkNanos(this, LINGER_NANOS);
            } else {
                asleep.set(true);
                if (lines.isEmpty() && !closing) {
                    LockSupport.park(this);
                }
                asleep.set(false);
            }
        }
    }

    /** Writes all that waits, in batches; whether there was anything. */
    private boolean drain() {
        boolean wrote = false;
        byte[] line = lines.poll();
        while (line != null) {
            wrote = true;
            int size = 0;
            int count = 0;
            long cost = 0;
            if (line.length > batch.length) {
                put(line, line.length, 1);
                cost = line.length + LINE_OVERHEAD;
                line = lines.poll();
            } else {
                while (line != null && size + line.length <= batch.length) {
                    System.arraycopy(line, 0, batch, size, line.length);
                    size += line.length;
                    count++;
                    cost += line.length + LINE_OVERHEAD;
                    line = lines.poll();
                }
                put(batch, size, count);
            }
            queued.addAndGet(-cost);
        }
        return wrote;
    }

    private void put(byte[] bytes, int size, int count) {
        try {
            if (torn) {
                // Part of a line may have been written before the failure; the next must not be glued to it.
                out.write('\n');
                torn = false;
            }
            torn = true;
            out.write(bytes, 0, size);
            out.flush();
            torn = false;
            failing = false;
        } catch (IOException e) {
            dropped.add(count);
            if (!failing) {
                failing = true;
                LOG.warn("access log lines are lost: {}", e.getMessage());
            }
        }
    }
}
