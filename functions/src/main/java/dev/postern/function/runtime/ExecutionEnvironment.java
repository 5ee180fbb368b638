package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import io.vertx.core.Future;

/**
 * What does one invocation at a time; Lambda's own word for it. Lives on its function's event loop, which is where all
 * methods are called.
 */
interface ExecutionEnvironment {

    /** How things are. */
    enum State {
        /** There is no runtime, and none is on its way: see {@link #why}. */
        ABSENT,
        /** A runtime is expected to ask for an event before long. */
        COMING,
        /** A runtime waits for an event. */
        IDLE,
        /** A runtime works at an event. */
        RUNNING,
        /** A runtime still works at an event whose deadline has passed. */
        HUNG,
        /** Nothing more will come. */
        CLOSED
    }

    /** Who hands out the work. */
    interface Dispatcher {
        /** The environment has become {@link State#IDLE}. */
        void free(ExecutionEnvironment environment);

        /** The environment has become {@link State#ABSENT} or {@link State#HUNG}. */
        void gone(ExecutionEnvironment environment);
    }

    State state();

    /** Why there is no runtime; what an invocation that waited for it ends with. */
    Outcome why();

    /** @return completes when a runtime is there for the first time, or has failed to be */
    Future<Void> start();

    /** Hands over an event; only when {@link State#IDLE}. */
    void run(Call call);

    /** The deadline of the call it works at has passed; the caller has been told. */
    void overdue(Call call);

    /** @return completes when nothing is left of it */
    Future<Void> close();
}
