package dev.postern.function;

import java.util.function.IntSupplier;

/** What a function reports for metrics. */
public interface FunctionEvents {

    /** An invocation ended; those that never reached the transport are reported with the time they waited. */
    void ended(Outcome outcome, long nanos);

    /**
     * Where the present state is read.
     *
     * @param running invocations handed to the transport
     * @param waiting invocations in the queue
     * @param breaker 0 closed, 1 half open, 2 open
     */
    void gauges(IntSupplier running, IntSupplier waiting, IntSupplier breaker);

    /** The function is not used any more. */
    void closed();

    /** Drops every event. For {@code check}, {@code explain} and tests. */
    FunctionEvents NONE = new FunctionEvents() {
        @Override
        public void ended(Outcome outcome, long nanos) {}

        @Override
        public void gauges(IntSupplier running, IntSupplier waiting, IntSupplier breaker) {}

        @Override
        public void closed() {}
    };
}
