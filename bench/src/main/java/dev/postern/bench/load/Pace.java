package dev.postern.bench.load;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How a receiver reads: it stops for a while after the first bytes, then goes on slowly.
 *
 * @param stallAfter bytes
 * @param stall how long nothing is read
 * @param bytesPerSecond after that; 0 for as fast as it can
 */
public record Pace(long stallAfter, Duration stall, long bytesPerSecond) {

    /** As fast as it can. */
    public static final Pace EAGER = new Pace(Long.MAX_VALUE, Duration.ZERO, 0);

    /** Follows one body. */
    Follower follow() {
        return new Follower();
    }

    /** Where one reader is. */
    final class Follower {
        private long resumed;

        /** Waits as long as the pace wants after so many bytes. */
        void read(long total) {
            if (total < stallAfter) {
                return;
            }
            if (resumed == 0) {
                resumed = System.nanoTime() + stall.toNanos();
                waitUntil(resumed);
            }
            if (bytesPerSecond > 0) {
                waitUntil(resumed + (long) ((total - stallAfter) * 1e9 / bytesPerSecond));
            }
        }

        private void waitUntil(long moment) {
            long left = moment - System.nanoTime();
            while (left > 0) {
                LockSupport.parkNanos(left);
                left = moment - System.nanoTime();
            }
        }
    }
}
