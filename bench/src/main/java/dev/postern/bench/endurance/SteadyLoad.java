package dev.postern.bench.endurance;

import dev.postern.bench.load.Exchange;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Requests at a fixed rate, whatever becomes of those before: each is due at its moment, and the next free thread sends
 * it. Ends by itself.
 */
public final class SteadyLoad {

    private static final int THREADS = 64;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int STACK_BYTES = 256 << 10;

    /**
     * One request to send.
     *
     * @param bytes the whole request
     * @param anew whether it takes a connection of its own, which is closed afterwards
     */
    public record Shot(Call.Kind kind, byte[] bytes, boolean anew) {}

    private final InetSocketAddress target;
    private final int perSecond;
    private final LongFunction<Shot> shots;
    private final List<Thread> threads = new ArrayList<>();
    private final List<List<Call>> calls = new ArrayList<>();
    private final AtomicLong next = new AtomicLong();
    private final long began;
    private volatile long last = Long.MAX_VALUE;

    /**
     * Begins at once.
     *
     * @param shots the request of each number, counted from 0; called by several threads
     */
    public SteadyLoad(int port, int perSecond, LongFunction<Shot> shots) {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.perSecond = perSecond;
        this.shots = shots;
        this.began = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            List<Call> mine = new ArrayList<>();
            calls.add(mine);
            Thread thread = new Thread(null, () -> work(mine), "load-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Requests sent so far. */
    public long sent() {
        return next.get();
    }

    /** Ends it, waits for what is under way, and gives everything that was sent. */
    public List<Call> finish() throws InterruptedException {
        last = 0;
        List<Call> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            threads.get(i).join(2L * TIMEOUT_MILLIS);
            all.addAll(calls.get(i));
        }
        return all;
    }

    private void work(List<Call> mine) {
        Socket kept = null;
        try {
            for (long number = next.getAndIncrement(); number < last; number = next.getAndIncrement()) {
                long due = began + number * 1_000_000_000L / perSecond;
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                Shot shot = shots.apply(number);
                if (shot.anew) {
                    try (Socket fresh = new Socket()) {
                        mine.add(call(shot, fresh));
                    }
                } else {
                    kept = kept == null ? new Socket() : kept;
                    Call call = call(shot, kept);
                    mine.add(call);
                    if (call.fault() != null || kept.isInputShutdown()) {
                        kept.close();
                        kept = null;
                    }
                }
            }
            if (kept != null) {
                kept.close();
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** After an answer that says it is the last one the socket's input is shut down. */
    private Call call(Shot shot, Socket socket) {
        long begun = System.nanoTime();
        long connected = 0;
        Exchange exchange = new Exchange();
        try {
            if (!socket.isConnected()) {
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(target, TIMEOUT_MILLIS);
                connected = System.nanoTime();
            } else {
                connected = begun;
            }
            exchange.run(socket, shot.bytes);
            if (exchange.isLast()) {
                socket.shutdownInput();
            }
            return new Call(shot.kind, begun, connected, System.nanoTime(), exchange.status(), true, null);
        } catch (IOException e) {
            String fault = e instanceof ConnectException ? "refused" : String.valueOf(e.getMessage());
            return new Call(shot.kind, begun, connected, System.nanoTime(), 0, exchange.isStarted(), fault);
        }
    }
}
