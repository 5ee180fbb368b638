package dev.postern.authorizer.cache;

import io.vertx.core.Future;

/**
 * A decision in memory.
 *
 * @param answer complete; made once, so that a hit allocates nothing
 * @param weight bytes it holds, about
 * @param epoch of the purges when it began to be made
 * @param freshUntil ticks
 * @param staleUntil ticks, not before {@code freshUntil}
 */
record Remembered<V>(Future<V> answer, int weight, long epoch, long freshUntil, long staleUntil) {

    /** What an entry costs besides its value. */
    static final int OVERHEAD = 200;

    boolean isFresh(long now) {
        return now - freshUntil < 0;
    }

    boolean isUsable(long now) {
        return now - staleUntil < 0;
    }
}
