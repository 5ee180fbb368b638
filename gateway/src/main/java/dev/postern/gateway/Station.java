package dev.postern.gateway;

import dev.postern.gateway.observe.AccessLog;
import dev.postern.gateway.observe.GatewayMeters;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all event loops share while the process lives, whatever configuration is in force.
 *
 * @param clock for what outlives its decision
 * @param trace follows requests for {@code explain}; null in a serving gateway
 */
record Station(
        Clock clock,
        GatewayMeters meters,
        AccessLog accessLog,
        Lifecycle lifecycle,
        AtomicInteger connections,
        Headroom headroom,
        Trace trace) {

    /** Where the process is in its life; written by the main thread, read by every exchange. */
    static final class Lifecycle {
        private volatile boolean draining;

        boolean isDraining() {
            return draining;
        }

        void drain() {
            draining = true;
        }
    }
}
