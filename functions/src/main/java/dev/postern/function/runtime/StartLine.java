package dev.postern.function.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets processes of one function start one after another: several runtime clients that unpack a library to one fixed
 * file, as Java's does, must not do so at once. Lives on one event loop.
 */
final class StartLine {

    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private boolean taken;

    /** Runs {@code start} when it is its turn. Who was called leaves once, when its process is ready or has failed. */
    void enter(Runnable start) {
        if (taken) {
            waiting.add(start);
        } else {
            taken = true;
            start.run();
        }
    }

    void leave() {
        Runnable next = waiting.poll();
        if (next == null) {
            taken = false;
        } else {
            next.run();
        }
    }
}
