package dev.postern.bench.endurance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Many clients, each of which commits the next {@link Misdeed}, at a bounded rate, until a moment that is known from the start. */
final class Rabble {

    private static final int THREADS = 96;
    private static final int STACK_BYTES = 256 << 10;

    private final int port;
    private final String token;
    private final String badToken;
    private final int perSecond;
    private final long began = System.nanoTime();
    private final long until;
    private final AtomicLong next = new AtomicLong();
    private final Map<Misdeed, AtomicLong> committed = new EnumMap<>(Misdeed.class);
    private final AtomicLong honestFailures = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();

    /** Begins at once. @param nanos how long */
    Rabble(int port, String token, String badToken, int perSecond, long nanos) {
        this.port = port;
        this.token = token;
        this.badToken = badToken;
        this.perSecond = perSecond;
        this.until = began + nanos;
        for (Misdeed misdeed : Misdeed.values()) {
            committed.put(misdeed, new AtomicLong());
        }
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(null, this::work, "rabble-" + i, STACK_BYTES);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        for (long number = next.getAndIncrement(); ; number = next.getAndIncrement()) {
            long due = began + number * 1_000_000_000L / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (System.nanoTime() - until >= 0) {
                return;
            }
            Misdeed misdeed = Misdeed.values()[(int) (number % Misdeed.values().length)];
            try (Misdeed.Client client = new Misdeed.Client(port, token, badToken)) {
                misdeed.commit(client);
            } catch (IOException e) {
                // The gateway had enough of it, which is its right but in one case.
                if (misdeed == Misdeed.NONE) {
                    honestFailures.incrementAndGet();
                }
            }
            committed.get(misdeed).incrementAndGet();
        }
    }

    /** Waits until everybody went home. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** How often each was committed so far. */
    Map<Misdeed, AtomicLong> committed() {
        return committed;
    }

    /** Clients that did everything right and were not served. */
    long honestFailures() {
        return honestFailures.get();
    }
}
