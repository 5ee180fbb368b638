package dev.postern.function.http;

import dev.postern.function.Outcome;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/** What came back over HTTP. */
public sealed interface Reply {

    /** A whole response, within its limits. */
    record Answered(int status, MultiMap headers, Buffer body) implements Reply {}

    /** There is none. */
    record Lost(Outcome.Fault fault, String detail) implements Reply {

        /** The same as the end of an invocation. */
        public Outcome.Failed outcome() {
            return new Outcome.Failed(fault, detail);
        }
    }
}
