package dev.postern.function.limit;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps requests from waiting for a function that cannot be reached. Opens after some transport faults in a row
 * ({@link Fault#isTransport()}); lets one invocation through after a pause, and closes when that one got an answer of
 * any kind. What the function says, errors and denials included, is an answer: a caller with bad tokens cannot open it.
 *
 * <p>Safe for concurrent use. Invocations that began before the last change of state do not count.
 */
public final class CircuitBreaker {

    /**
     * @param faults in a row, at least 1
     * @param pause until the next probe
     */
    public record Settings(int faults, Duration pause) {
        public static final Settings DEFAULT = new Settings(5, Duration.ofSeconds(5));
    }

    enum State {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    /** The answer of {@link #pass} when an invocation must not be tried. */
    static final long REFUSED = -1;

    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String function;
    private final Settings settings;
    private final LongSupplier nanoTime;
    private State state = State.CLOSED;
    private long generation;
    private int faults;
    private long openedAt;

    /** @param nanoTime monotonic, as {@link System#nanoTime} */
    CircuitBreaker(String function, Settings settings, LongSupplier nanoTime) {
        this.function = function;
        this.settings = settings;
        this.nanoTime = nanoTime;
    }

    synchronized State state() {
        return state;
    }

    /** Whether {@link #pass} would refuse now. */
    synchronized boolean refuses() {
        return state == State.HALF_OPEN || state == State.OPEN && !isPauseOver();
    }

    /** @return what {@link #ended} wants, or {@link #REFUSED} */
    synchronized long pass() {
        if (refuses()) {
            return REFUSED;
        }
        if (state == State.OPEN) {
            become(State.HALF_OPEN);
        }
        return generation;
    }

    /** Every invocation that passed ends here, once. */
    synchronized void ended(long pass, Outcome outcome) {
        if (pass != generation) {
            return;
        }
        Fault fault = outcome instanceof Outcome.Failed failed ? failed.fault() : null;
        if (fault == Fault.BUSY || fault == Fault.BROKEN) {
            // Never reached the transport, so it says nothing of it: the next one is the probe.
            if (state == State.HALF_OPEN) {
                become(State.OPEN);
            }
        } else if (fault == null || !fault.isTransport()) {
            if (state == State.HALF_OPEN) {
                become(State.CLOSED);
                LOG.info("Function {} answers again", function);
            }
            faults = 0;
        } else if (state == State.HALF_OPEN || ++faults >= settings.faults()) {
            if (state == State.CLOSED) {
                LOG.warn(
                        "Function {} failed {} times in a row and is left alone, last: {}",
                        function,
                        faults,
                        ((Outcome.Failed) outcome).detail());
            }
            openedAt = nanoTime.getAsLong();
            become(State.OPEN);
        }
    }

    private boolean isPauseOver() {
        return nanoTime.getAsLong() - openedAt >= settings.pause().toNanos();
    }

    private void become(State next) {
        state = next;
        faults = 0;
        generation++;
    }
}
