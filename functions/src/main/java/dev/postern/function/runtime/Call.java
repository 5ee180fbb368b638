package dev.postern.function.runtime;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import io.vertx.core.Handler;
import java.util.UUID;

/** An invocation on its way: waits, is handed to a runtime, ends once. Lives on the function's event loop. */
final class Call {

    private final Invocation invocation;
    private final long deadline;
    private final String id = UUID.randomUUID().toString();
    private final Handler<Outcome> caller;
    private boolean ended;

    /** @param deadline milliseconds since 1970 */
    Call(Invocation invocation, long deadline, Handler<Outcome> caller) {
        this.invocation = invocation;
        this.deadline = deadline;
        this.caller = caller;
    }

    Invocation invocation() {
        return invocation;
    }

    long deadline() {
        return deadline;
    }

    /** 122 random bits: it cannot be guessed (SR-154). */
    String id() {
        return id;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Tells the caller; only the first outcome counts. */
    void end(Outcome outcome) {
        if (!ended) {
            ended = true;
            caller.handle(outcome);
        }
    }
}
