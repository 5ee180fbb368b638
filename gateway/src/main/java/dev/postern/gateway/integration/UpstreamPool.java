package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keep-alive connections to one upstream, of one event loop: no hop between threads, no lock. The most recently used
 * connection is lent first. A connection leaves when it is older than its lifetime, idle too long, or was not left in a
 * clean state.
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

    private static final Logger LOG = LoggerFactory.getLogger(UpstreamPool.class);

    private static final long WARN_EVERY = Duration.ofSeconds(5).toNanos();

    private final UpstreamConfig config;
    private final HttpClientAgent client;
    private final AddressBook addresses;
    private final Deadlines deadlines;
    private final Vertx vertx;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final long lifetime;
    private long warned;
    private int open;
    private int connecting;
    private boolean closed;

    UpstreamPool(Vertx vertx, UpstreamConfig config, HttpClientAgent client, Deadlines deadlines) {
        this.vertx = vertx;
        this.config = config;
        this.client = client;
        this.deadlines = deadlines;
        this.lifetime = config.pool().lifetime().toNanos();
        this.addresses = new AddressBook(vertx, config.socket(), config.host(), config.port());
    }

    int open() {
        return open;
    }

    int idle() {
        return idle.size();
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
        UpstreamConnection connection;
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
            connect();
        } else {
            waiter.dueIn(config.timeouts().pool().toNanos());
            deadlines.add(waiter);
        }
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

    void returned(UpstreamConnection connection) {
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

    void closed(UpstreamConnection connection) {
        open--;
        idle.remove(connection);
        if (!waiters.isEmpty() && connecting < waiters.size() && !closed) {
            connect();
        }
    }

    /** Closes idle connections; lent ones close when they come back. */
    void close() {
        closed = true;
        for (UpstreamConnection connection : new ArrayList<>(idle)) {
            connection.close();
        }
    }

    /** Closes what has been idle or alive too long; called now and then. */
    void sweep(long now) {
        while (!idle.isEmpty() && !isGood(idle.peekLast(), now)) {
            idle.pollLast().close();
        }
    }

    private boolean isGood(UpstreamConnection connection, long now) {
        return !connection.isClosed()
                && now - connection.opened() < lifetime
                && now - connection.idleSince < connection.idleLimit;
    }

    private void connect() {
        connecting++;
        addresses
                .addresses()
                .compose(list -> connect(list, 0))
                .onComplete(
                        connected -> {
                            connecting--;
                            open++;
                            offer(new UpstreamConnection(this, connected, DEFAULT_IDLE));
                        },
                        failure -> {
                            connecting--;
                            warn(failure);
                            failFirst(failure);
                        });
    }

    /** Tries one address after the other; the last failure counts. */
    private Future<HttpClientConnection> connect(List<SocketAddress> list, int index) {
        if (list.isEmpty()) {
            return Future.failedFuture("no address");
        }
        HttpConnectOptions options = new HttpConnectOptions()
                .setServer(list.get(index))
                .setHost(config.socket() == null ? config.host() : "localhost")
                .setPort(config.port())
                .setSsl(config.tls());
        Future<HttpClientConnection> attempt = client.connect(options);
        return index + 1 == list.size() ? attempt : attempt.recover(failure -> connect(list, index + 1));
    }

    private void offer(UpstreamConnection connection) {
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

    /** At most once in five seconds: a dead backend must not fill the log. */
    private void warn(Throwable failure) {
        long now = System.nanoTime();
        if (warned == 0 || now - warned > WARN_EVERY) {
            warned = now;
            LOG.warn("Upstream {} cannot be reached: {}", config.name(), FailureText.of(failure));
        }
    }

    private void failFirst(Throwable failure) {
        Waiter waiter = next();
        if (waiter != null) {
            waiter.failed(
                    FailureText.isTimeout(failure)
                            ? UpstreamFailure.TIMED_OUT
                            : TlsFault.is(failure) ? UpstreamFailure.UNTRUSTED : UpstreamFailure.UNREACHABLE);
        }
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
