package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Keep-alive connections to one upstream, of one event loop: no hop between threads, no lock. The most recently used
 * connection is lent first. A connection leaves when it is older than its lifetime, idle too long, or was not left in a
 * clean state. Connections with HTTP/2 carry as many requests as the upstream allows, and another is opened only when
 * none has room.
 */
final class UpstreamPool {

    /** Someone who waits for a connection. Exactly one of the methods is called, once. */
    abstract static class Waiter extends Deadlines.Timed {
        private boolean waiting;

        abstract void granted(UpstreamConnection connection);

        abstract void failed(UpstreamFailure failure);
    }

    /** Below the 5 s that common servers keep an idle connection open, so that most races with them are won. */
    static final long DEFAULT_IDLE = Duration.ofSeconds(4).toNanos();

    private final UpstreamConfig config;
    private final Dialer dialer;
    private final Deadlines deadlines;
    private final ArrayDeque<SoleConnection> idle = new ArrayDeque<>();
    private final List<SharedConnection> shared = new ArrayList<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final long lifetime;
    private final boolean http2;
    private int open;
    private int connecting;
    private boolean closed;

    /** @param http2 whether the client speaks HTTP/2 where the upstream does */
    UpstreamPool(Vertx vertx, UpstreamConfig config, HttpClientAgent client, boolean http2, Deadlines deadlines) {
        this.http2 = http2;
        this.config = config;
        this.dialer = new Dialer(vertx, config, client);
        this.deadlines = deadlines;
        this.lifetime = config.pool().lifetime().toNanos();
    }

    int open() {
        return open;
    }

    int idle() {
        int streamless = 0;
        for (int i = 0; i < shared.size(); i++) {
            streamless += shared.get(i).isIdle() ? 1 : 0;
        }
        return idle.size() + streamless;
    }

    int waiting() {
        return waiters.size();
    }

    /**
     * Asks for a connection.
     *
     * @param fresh true to get one that no exchange used before
     */
    void acquire(Waiter waiter, boolean fresh) {
        long now = System.nanoTime();
        for (int i = 0; i < shared.size(); i++) {
            SharedConnection candidate = shared.get(i);
            if (candidate.hasRoom(now, lifetime)) {
                waiter.granted(candidate.lend());
                return;
            }
            if (candidate.isPast(now, lifetime)) {
                i--;
                retire(candidate);
            }
        }
        SoleConnection connection;
        while (!fresh && (connection = idle.pollFirst()) != null) {
            if (isGood(connection, now)) {
                connection.lend();
                waiter.granted(connection);
                return;
            }
            connection.close();
        }
        boolean full = open + connecting >= config.pool().size();
        // Whoever a connection is being made for does not wait in the queue.
        if (full && idle.isEmpty() && waiters.size() >= config.pool().queue() + connecting) {
            waiter.failed(UpstreamFailure.BUSY);
            return;
        }
        if (fresh && full && (connection = idle.pollLast()) != null) {
            connection.close();
        }
        waiter.waiting = true;
        waiters.addLast(waiter);
        if (open + connecting < config.pool().size()) {
            if (!isAwaited()) {
                connect();
            }
        } else {
            waiter.dueIn(config.timeouts().pool().toNanos());
            deadlines.add(waiter);
        }
    }

    /** Whether a connection that is being opened will carry all who wait, as one with HTTP/2 does. */
    private boolean isAwaited() {
        return http2 && connecting > 0 && waiters.size() <= connecting * SharedConnection.STREAMS;
    }

    /** A waiter no longer wants one. */
    void forget(Waiter waiter) {
        if (waiter.waiting) {
            waiter.waiting = false;
            waiters.remove(waiter);
            deadlines.remove(waiter);
        }
    }

    /** Called by a waiter whose time in the queue is over. */
    void timedOut(Waiter waiter) {
        forget(waiter);
        waiter.failed(UpstreamFailure.BUSY);
    }

    void returned(SoleConnection connection) {
        if (closed || System.nanoTime() - connection.opened() >= lifetime) {
            connection.close();
            return;
        }
        Waiter waiter = next();
        if (waiter != null) {
            connection.lend();
            waiter.granted(connection);
        } else {
            connection.idleSince = System.nanoTime();
            idle.addFirst(connection);
        }
    }

    void closed(SoleConnection connection) {
        open--;
        idle.remove(connection);
        if (!waiters.isEmpty() && connecting < waiters.size() && !closed) {
            connect();
        }
    }

    /** A stream of a shared connection is over. */
    void released(SharedConnection connection) {
        long now = System.nanoTime();
        if (closed && connection.isIdle() || connection.isOver(now, lifetime)) {
            connection.close();
        } else {
            serve(connection, now);
        }
    }

    /** A shared connection takes no more streams: it makes room for another, and closes after its last stream. */
    void retire(SharedConnection connection) {
        if (shared.remove(connection)) {
            open--;
            if (connection.isIdle()) {
                connection.close();
            }
            connectForWaiters();
        }
    }

    void closed(SharedConnection connection) {
        if (shared.remove(connection)) {
            open--;
        }
        connectForWaiters();
    }

    private void connectForWaiters() {
        if (!waiters.isEmpty() && open + connecting < config.pool().size() && !isAwaited() && !closed) {
            connect();
        }
    }

    private void share(SharedConnection connection) {
        shared.add(connection);
        if (closed) {
            connection.close();
        } else {
            serve(connection, System.nanoTime());
        }
    }

    private void serve(SharedConnection connection, long now) {
        Waiter waiter;
        while (connection.hasRoom(now, lifetime) && (waiter = next()) != null) {
            waiter.granted(connection.lend());
        }
        connectForWaiters();
    }

    /** Closes idle connections; lent ones close when they come back. */
    void close() {
        closed = true;
        for (SharedConnection connection : List.copyOf(shared)) {
            if (connection.isIdle()) {
                connection.close();
            }
        }
        for (SoleConnection connection : new ArrayList<>(idle)) {
            connection.close();
        }
    }

    /** Closes what has been idle or alive too long; called now and then. */
    void sweep(long now) {
        while (!idle.isEmpty() && !isGood(idle.peekLast(), now)) {
            idle.pollLast().close();
        }
        for (SharedConnection connection : List.copyOf(shared)) {
            if (connection.isOver(now, lifetime)) {
                connection.close();
            }
        }
    }

    private boolean isGood(SoleConnection connection, long now) {
        return !connection.isClosed()
                && now - connection.opened() < lifetime
                && now - connection.idleSince < connection.idleLimit;
    }

    private void connect() {
        connecting++;
        dialer.dial()
                .onComplete(
                        connected -> {
                            connecting--;
                            open++;
                            if (connected.protocolVersion() == HttpVersion.HTTP_2) {
                                share(new SharedConnection(this, connected));
                            } else {
                                offer(new SoleConnection(this, connected, DEFAULT_IDLE));
                            }
                        },
                        failure -> {
                            connecting--;
                            failFirst(failure);
                        });
    }

    private void offer(SoleConnection connection) {
        Waiter waiter = next();
        if (waiter != null) {
            connection.lend();
            waiter.granted(connection);
        } else if (closed) {
            connection.close();
        } else {
            connection.idleSince = System.nanoTime();
            idle.addFirst(connection);
        }
    }

    /** The first who waits; with HTTP/2 all, when no other connection is being opened for them. */
    private void failFirst(Throwable failure) {
        UpstreamFailure fault = Dialer.fault(failure);
        boolean all = http2 && connecting == 0;
        Waiter waiter;
        do {
            waiter = next();
            if (waiter != null) {
                waiter.failed(fault);
            }
        } while (all && waiter != null);
    }

    private Waiter next() {
        Waiter waiter = waiters.pollFirst();
        if (waiter != null) {
            waiter.waiting = false;
            deadlines.remove(waiter);
        }
        return waiter;
    }
}
