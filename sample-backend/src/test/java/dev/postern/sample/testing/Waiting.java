package dev.postern.sample.testing;

import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a future on a test's thread, but not for ever. */
public final class Waiting {

    private static final long DEADLINE_SECONDS = 20;

    private Waiting() {}

    /** The future's value; its failure, or the deadline's passing, fails the test. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing happened for " + DEADLINE_SECONDS + " s", e);
        }
    }
}
