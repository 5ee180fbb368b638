package dev.postern.gateway.testing;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting in tests, always with an end. */
public final class Await {

    /** Long enough for a busy machine; nothing that works takes it. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private Await() {}

    /** The result of a future; fails the test when it fails or takes too long. */
    public static <T> T result(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no result within " + PATIENCE, e);
        }
    }

    /** Looks again and again until something that has no event to wait for became true. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, condition, PATIENCE);
    }

    /** The same with a patience of one's own. */
    public static void until(String what, BooleanSupplier condition, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
