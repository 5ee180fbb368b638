package dev.postern.gateway;

import java.time.Duration;

/**
 * Whether an event loop still turns. The loop beats every second; one that has not beaten for {@link #PATIENCE} is stuck
 * in a call that does not return, and everybody it serves waits: {@code /health/live} says so, and the process is
 * replaced.
 */
final class Pulse {

    /** How often a loop beats. */
    static final Duration EVERY = Duration.ofSeconds(1);

    /** Longer than a collection of garbage takes, shorter than a client waits. */
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private volatile long last = System.nanoTime();

    /** Called by the loop itself. */
    void beat() {
        last = System.nanoTime();
    }

    /** Read from any thread. */
    boolean isBeating() {
        return System.nanoTime() - last < PATIENCE.toNanos();
    }
}
