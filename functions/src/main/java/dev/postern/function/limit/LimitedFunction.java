package dev.postern.function.limit;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function with its limits: so many invocations at a time over all event loops, so many waiting, the others
 * {@link Fault#BUSY} at once; a circuit breaker around the transport; a bound for answers. An invocation waits within
 * its own patience and reaches the transport with what is left of it.
 */
public final class LimitedFunction implements LambdaFunction {

    private static final Logger LOG = LoggerFactory.getLogger(LimitedFunction.class);

    private final LambdaFunction function;
    private final FunctionLimits limits;
    private final Vertx vertx;
    private final LongSupplier nanoTime;
    private final FunctionEvents events;
    private final CircuitBreaker breaker;
    private final AtomicBoolean started = new AtomicBoolean();
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private int running;

    /** An invocation that waits, or once did. */
    private final class Waiting {
        private final Invocation invocation;
        private final Promise<Outcome> promise;
        private final long since;
        private final Context context;
        private long timer;

        Waiting(Invocation invocation, Promise<Outcome> promise, long since, Context context) {
            this.invocation = invocation;
            this.promise = promise;
            this.since = since;
            this.context = context;
        }
    }

    /**
     * @param function the transport; started, stopped and called by this one only
     * @param nanoTime monotonic, as {@link System#nanoTime}
     */
    public LimitedFunction(
            LambdaFunction function, FunctionLimits limits, Vertx vertx, LongSupplier nanoTime, FunctionEvents events) {
        this.function = function;
        this.limits = limits;
        this.vertx = vertx;
        this.nanoTime = nanoTime;
        this.events = events;
        this.breaker =
                limits.breaker() == null ? null : new CircuitBreaker(function.name(), limits.breaker(), nanoTime);
        events.gauges(
                () -> count(true),
                () -> count(false),
                () -> breaker == null ? 0 : breaker.state().ordinal());
    }

    @Override
    public String name() {
        return function.name();
    }

    private synchronized int count(boolean underWay) {
        return underWay ? running : queue.size();
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        long since = nanoTime.getAsLong();
        if (breaker != null && breaker.refuses()) {
            return told(broken(), since);
        }
        Promise<Outcome> promise = Promise.promise();
        synchronized (this) {
            if (running >= limits.concurrency()) {
                if (queue.size() >= limits.queue()) {
                    return told(busy("as many invocations as allowed are under way"), since);
                }
                line(new Waiting(invocation, promise, since, vertx.getOrCreateContext()));
                return promise.future();
            }
            running++;
        }
        call(invocation, promise, since);
        return promise.future();
    }

    private Future<Outcome> told(Outcome outcome, long since) {
        events.ended(outcome, nanoTime.getAsLong() - since);
        return Future.succeededFuture(outcome);
    }

    /** Under the lock. */
    private void line(Waiting waiting) {
        queue.add(waiting);
        waiting.timer = vertx.setTimer(Math.max(1, waiting.invocation.patience().toMillis()), id -> giveUp(waiting));
    }

    private void giveUp(Waiting waiting) {
        synchronized (this) {
            if (!queue.remove(waiting)) {
                return;
            }
        }
        end(waiting.promise, busy("waited in line for all its time"), waiting.since);
    }

    /** Hands the invocation to the transport; its place is taken already. */
    private void call(Invocation invocation, Promise<Outcome> promise, long since) {
        long pass = breaker == null ? 0 : breaker.pass();
        if (pass == CircuitBreaker.REFUSED) {
            next();
            end(promise, broken(), since);
            return;
        }
        tried(invocation).onComplete(result -> {
            Outcome outcome = result.succeeded() ? limited(result.result()) : bug(result.cause());
            if (breaker != null) {
                breaker.ended(pass, outcome);
            }
            next();
            end(promise, outcome, since);
        });
    }

    /** A transport that throws is a bug; it must not cost a place for ever. */
    private Future<Outcome> tried(Invocation invocation) {
        try {
            return function.invoke(invocation);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private Outcome bug(Throwable thrown) {
        LOG.error("Function {} could not be called", name(), thrown);
        return new Outcome.Failed(Fault.MALFORMED, "the call failed: " + thrown);
    }

    private Outcome limited(Outcome outcome) {
        return outcome instanceof Outcome.Returned returned
                        && returned.payload().length() > limits.answerLimit()
                ? new Outcome.Failed(Fault.TOO_LARGE, "the answer has more than " + limits.answerLimit() + " bytes")
                : outcome;
    }

    /** A place is free: for the first in line, on the event loop it came from. */
    private void next() {
        Waiting waiting;
        synchronized (this) {
            waiting = queue.poll();
            if (waiting == null) {
                running--;
                return;
            }
        }
        vertx.cancelTimer(waiting.timer);
        waiting.context.runOnContext(v -> {
            Duration left = waiting.invocation.patience().minusNanos(nanoTime.getAsLong() - waiting.since);
            if (left.isNegative() || left.isZero()) {
                next();
                end(waiting.promise, busy("waited in line for all its time"), waiting.since);
                return;
            }
            Invocation late = new Invocation(waiting.invocation.event(), left, waiting.invocation.trace());
            call(late, waiting.promise, waiting.since);
        });
    }

    private void end(Promise<Outcome> promise, Outcome outcome, long since) {
        events.ended(outcome, nanoTime.getAsLong() - since);
        promise.complete(outcome);
    }

    private static Outcome busy(String detail) {
        return new Outcome.Failed(Fault.BUSY, detail);
    }

    private static Outcome broken() {
        return new Outcome.Failed(Fault.BROKEN, "failed too often a moment ago");
    }

    /** Starts the transport; later calls do nothing. */
    @Override
    public Future<Void> start() {
        return started.compareAndSet(false, true) ? function.start() : Future.succeededFuture();
    }

    @Override
    public Future<Void> close() {
        events.closed();
        return function.close();
    }
}
