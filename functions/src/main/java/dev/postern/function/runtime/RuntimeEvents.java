package dev.postern.function.runtime;

/** Who counts what happens around hosted functions. Called on event loops; must not block. */
public interface RuntimeEvents {

    RuntimeEvents NONE = new RuntimeEvents() {};

    /** A connection or request at a function's Runtime API that is not the function's was refused with 403 (SR-154). */
    default void stranger(String function) {}

    /** A process was started, for the first time or anew. */
    default void started(String function) {}

    /** A process ended that was not asked to, or had to be killed. */
    default void lost(String function) {}
}
