package dev.postern.authorizer.shared;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis that is waited for as long as somebody is ready to wait, and not at all while it is known not
 * to answer. The first command that is not answered in its time declares the link down, for everybody who waits; from
 * then on commands fail at once, and a probe in the background asks four times a second until Redis answers again.
 *
 * <p>Never blocks. Futures complete on the caller's context and fail with {@link Down}, or with what Redis said.
 */
public final class RedisLink implements AutoCloseable {

    /** How long one command is waited for on the way of a request. */
    public static final Duration PATIENCE = Duration.ofMillis(50);

    /** Nobody answers; without a stack trace, as it is made by the thousand. */
    public static final class Down extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Down(String message) {
            super(message, null, false, false);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final Down DOWN = new Down("Redis does not answer");
    private static final long PROBE_MILLIS = 250;
    /** A probe that waited so long asks on a connection that is no more: another one is made. */
    private static final long GIVE_UP_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int QUEUE = 10_000;

    private final Vertx vertx;
    private final Duration patience;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final Set<Promise<?>> waiting = ConcurrentHashMap.newKeySet();
    private final long probes;
    private volatile StatefulRedisConnection<byte[], byte[]> connection;
    private volatile boolean up;
    private volatile boolean closed;
    /** What was said last; null before the first. */
    private Boolean said;
    /** When the probe under way began; 0 for none. Only on the timer's context, or under the lock. */
    private long asked;

    /** @param uri checked before, see {@link #problem} */
    public RedisLink(Vertx vertx, String uri) {
        this(vertx, uri, PATIENCE);
    }

    /** @param patience how long one command is waited for, where nothing else is said */
    public RedisLink(Vertx vertx, String uri, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
        this.uri = RedisURI.create(uri);
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .reconnectDelay(Delay.constant(Duration.ofMillis(PROBE_MILLIS)))
                .build();
        this.client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .protocolVersion(ProtocolVersion.RESP2)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT)
                        .keepAlive(true)
                        .build())
                .build());
        this.probes = vertx.setPeriodic(0, PROBE_MILLIS, id -> probe());
    }

    /** What is wrong with a URL, to be told behind its name; null when it is fine. Never repeats the text. */
    public static String problem(String uri) {
        try {
            RedisURI read = RedisURI.create(uri);
            boolean plain = uri.startsWith("redis://") || uri.startsWith("rediss://");
            return plain && read.getHost() != null && !read.getHost().isEmpty() ? null : "is not the URL of one Redis";
        } catch (RuntimeException e) {
            return "is not the URL of a Redis";
        }
    }

    /** Whether the last that was asked was answered. */
    public boolean isUp() {
        return up;
    }

    /** One command, on the way of a request. */
    public <T> Future<T> ask(Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        return ask(patience, command);
    }

    /** One command, waited for as long as this. */
    public <T> Future<T> ask(Duration patience, Function<RedisAsyncCommands<byte[], byte[]>, RedisFuture<T>> command) {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
        if (!up || current == null) {
            return caller.failedFuture(DOWN);
        }
        Promise<T> promise = caller.promise();
        waiting.add(promise);
        long timer = vertx.setTimer(patience.toMillis(), id -> lost("no answer in " + patience.toMillis() + " ms"));
        Future<T> future = promise.future();
        future.onComplete(result -> {
            vertx.cancelTimer(timer);
            waiting.remove(promise);
        });
        command.apply(current.async()).whenComplete((value, failure) -> {
            if (failure == null) {
                promise.tryComplete(value);
            } else {
                promise.tryFail(
                        failure instanceof CompletionException e && e.getCause() != null ? e.getCause() : failure);
            }
        });
        return future;
    }

    private void lost(String why) {
        up = false;
        waiting.forEach(promise -> promise.tryFail(DOWN));
        tell(false, why);
    }

    private synchronized void probe() {
        StatefulRedisConnection<byte[], byte[]> current = connection;
        if (closed || up && current != null && current.isOpen()) {
            return;
        }
        if (up) {
            lost("the connection ended");
        }
        long now = System.nanoTime();
        if (asked != 0) {
            if (now - asked < GIVE_UP_NANOS) {
                return;
            }
            if (current != null) {
                connection = null;
                current.closeAsync();
            }
        }
        asked = now == 0 ? 1 : now;
        long mine = asked;
        if (connection == null) {
            client.connectAsync(ByteArrayCodec.INSTANCE, uri)
                    .whenComplete((made, failure) -> connected(mine, made, failure));
        } else {
            ping(mine, current);
        }
    }

    private synchronized void connected(long mine, StatefulRedisConnection<byte[], byte[]> made, Throwable failure) {
        if (made != null && (closed || mine != asked)) {
            made.closeAsync();
        } else if (made == null) {
            asked = mine == asked ? 0 : asked;
            tell(false, "no connection");
        } else {
            connection = made;
            ping(mine, made);
        }
    }

    private void ping(long mine, StatefulRedisConnection<byte[], byte[]> current) {
        current.async().ping().whenComplete((pong, failure) -> answered(mine, failure));
    }

    private synchronized void answered(long mine, Throwable failure) {
        if (mine != asked) {
            return;
        }
        asked = 0;
        if (failure == null && !closed) {
            up = true;
            tell(true, "");
        } else if (failure != null) {
            tell(false, "the probe failed");
        }
    }

    /** Once for each change. Never with the URL, which may hold a password. */
    private synchronized void tell(boolean answers, String why) {
        if (closed || said != null && said == answers) {
            return;
        }
        said = answers;
        if (answers) {
            LOG.info("Redis at {}:{} answers", uri.getHost(), uri.getPort());
        } else {
            LOG.warn(
                    "Redis at {}:{} does not answer ({}); this gateway remembers for itself until it does",
                    uri.getHost(),
                    uri.getPort(),
                    why);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        up = false;
        vertx.cancelTimer(probes);
        waiting.forEach(promise -> promise.tryFail(DOWN));
        client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .whenComplete((v, failure) -> resources.shutdown(0, 1, TimeUnit.SECONDS));
    }
}
