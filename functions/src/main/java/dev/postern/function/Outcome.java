package dev.postern.function;

import io.vertx.core.buffer.Buffer;

/** What an invocation ended with. */
public sealed interface Outcome {

    /** Lower case, underscores; a metric label: {@code returned}, {@code raised} or the word of the fault. */
    String word();

    /**
     * The function returned.
     *
     * @param payload what it returned, JSON in UTF-8; the text {@code null} when it returned nothing
     */
    record Returned(Buffer payload) implements Outcome {
        @Override
        public String word() {
            return "returned";
        }
    }

    /**
     * The function ran and failed: it threw, called back with an error, ran into its own time limit or left.
     *
     * @param type {@code errorType}, empty when the payload has none
     * @param message {@code errorMessage}, empty when the payload has none; for the log and {@code explain}, never for
     *     a client. API Gateway compares it with {@code Unauthorized} byte for byte
     * @param payload the whole error payload
     */
    record Raised(String type, String message, Buffer payload) implements Outcome {
        @Override
        public String word() {
            return "raised";
        }
    }

    /**
     * No answer of the function was had.
     *
     * @param detail one line for the log and {@code explain}; names no credential
     */
    record Failed(Fault fault, String detail) implements Outcome {
        @Override
        public String word() {
            return fault.word();
        }
    }

    /** Why there is no answer. */
    enum Fault {
        /** No connection, a connection that broke, or no process. */
        UNREACHABLE("unreachable", true),
        /** Nothing came in time. */
        TIMEOUT("timeout", true),
        /** The endpoint, not the function, answered 5xx. */
        ENDPOINT_ERROR("endpoint_error", true),
        /** The endpoint refused the call: no permission, no such function, throttled. */
        REFUSED("refused", false),
        /** The answer is larger than the limit. */
        TOO_LARGE("too_large", false),
        /** The answer cannot be read as an answer. */
        MALFORMED("malformed", false),
        /** As many invocations as allowed are under way. */
        BUSY("busy", false),
        /** Not tried, as it failed too often a moment ago. */
        BROKEN("broken", false);

        private final String word;
        private final boolean transport;

        Fault(String word, boolean transport) {
            this.word = word;
            this.transport = transport;
        }

        /** Lower case, underscores; a metric label. */
        public String word() {
            return word;
        }

        /** Whether this speaks of the way to the function: these open a circuit breaker, answers never do. */
        public boolean isTransport() {
            return transport;
        }
    }
}
