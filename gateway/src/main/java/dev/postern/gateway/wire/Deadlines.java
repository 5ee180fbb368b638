package dev.postern.gateway.wire;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Deadlines of one event loop. Setting one writes a field: a request that sets three pays for none, and one timer
 * walks through all that are under way. A deadline is met up to {@value #TICK_MILLIS} ms late.
 */
public final class Deadlines {

    private static final long TICK_MILLIS = 100;

    /** Something that can run out of time. Used on its event loop only. */
    public abstract static class Timed {
        private Timed previous;
        private Timed next;
        private boolean linked;
        private long due;

        /** Sets when {@link #expired} is called, by {@link System#nanoTime}. */
        public final void dueIn(long nanos) {
            due = System.nanoTime() + nanos;
        }

        /** Sets when {@link #expired} is called, counted from a moment of {@link System#nanoTime}. */
        public final void due(long nanoTime) {
            due = nanoTime;
        }

        /** Called once per tick after the deadline until it is moved or the object removed. */
        protected abstract void expired(long now);
    }

    /** The patience with a silent client while memory is scarce. */
    private static final long HURRIED = Duration.ofSeconds(1).toNanos();

    private final Vertx vertx;
    private final BooleanSupplier scarce;
    private final Timed head = new Timed() {
        @Override
        protected void expired(long now) {}
    };
    private boolean ticking;

    /** @param scarce whether memory is, so that who holds some is to be waited for less */
    public Deadlines(Vertx vertx, BooleanSupplier scarce) {
        this.vertx = vertx;
        this.scarce = scarce;
        head.next = head;
        head.previous = head;
    }

    /** Whether memory is scarce: then nobody who is silent may hold any. */
    boolean areHurried() {
        return scarce.getAsBoolean();
    }

    /** How long a client may take that was given so long: less while memory is scarce. */
    public long patience(long nanos) {
        return areHurried() ? Math.min(nanos, HURRIED) : nanos;
    }

    /** Begins to watch; the deadline must have been set. */
    public void add(Timed timed) {
        if (timed.linked) {
            return;
        }
        timed.linked = true;
        timed.previous = head.previous;
        timed.next = head;
        head.previous.next = timed;
        head.previous = timed;
        if (!ticking) {
            ticking = true;
            vertx.setTimer(TICK_MILLIS, this::tick);
        }
    }

    /** Ends to watch. */
    public void remove(Timed timed) {
        if (!timed.linked) {
            return;
        }
        timed.linked = false;
        timed.previous.next = timed.next;
        timed.next.previous = timed.previous;
    }

    private void tick(long id) {
        long now = System.nanoTime();
        Timed timed = head.next;
        while (timed != head) {
            // Its links are read after the call, which may have removed it: a removed one keeps its `next`.
            Timed current = timed;
            if (now - current.due >= 0) {
                current.expired(now);
            }
            timed = current.next;
            while (timed != head && !timed.linked) {
                timed = timed.next;
            }
        }
        ticking = head.next != head;
        if (ticking) {
            vertx.setTimer(TICK_MILLIS, this::tick);
        }
    }
}
