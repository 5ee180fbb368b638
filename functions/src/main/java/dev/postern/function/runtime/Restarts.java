package dev.postern.function.runtime;

import java.time.Duration;

/**
 * How long to wait before a process is started anew. A process that was lost in the middle of an invocation is replaced at
 * once, so that a caller who knows how to crash the function cannot keep the others waiting. Only processes that end
 * before they are of any use are waited for: twice as long each time, to a limit.
 */
final class Restarts {

    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private int failures;

    /** A process has answered, or was lost at work. */
    void wasOfUse() {
        failures = 0;
    }

    /** A process ended before it was of use; what to wait until the next. */
    Duration afterFailure() {
        failures++;
        Duration delay = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }
}
