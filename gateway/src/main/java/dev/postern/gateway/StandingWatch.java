package dev.postern.gateway;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.gateway.integration.Tunnel;
import dev.postern.gateway.integration.TunnelEnd;
import dev.postern.gateway.wire.Deadlines;
import java.time.Clock;
import java.time.Duration;

/**
 * Asks again and again whether the caller of an open WebSocket would still be admitted, and ends it when not. Five times
 * a second: a lock-out counts within a second, expiry about as soon as it comes. Used on its event loop.
 */
final class StandingWatch extends Deadlines.Timed {

    private static final long LOOK = Duration.ofMillis(200).toNanos();

    private final Decision.Allow decision;
    private final boolean closeOnExpiry;
    private final Clock clock;
    private final Tunnel tunnel;

    /** @param closeOnExpiry false lets it outlive the credential, but never a lock-out */
    StandingWatch(Decision.Allow decision, boolean closeOnExpiry, Clock clock, Tunnel tunnel) {
        this.decision = decision;
        this.closeOnExpiry = closeOnExpiry;
        this.clock = clock;
        this.tunnel = tunnel;
    }

    void begin(Deadlines deadlines) {
        dueIn(0);
        deadlines.add(this);
    }

    @Override
    protected void expired(long now) {
        dueIn(LOOK);
        Reason refusal = decision.standing().refusal(clock.millis());
        if (refusal == Reason.TOKEN_EXPIRED && closeOnExpiry) {
            tunnel.end(TunnelEnd.TOKEN_EXPIRED);
        } else if (refusal != null && refusal != Reason.TOKEN_EXPIRED) {
            tunnel.end(TunnelEnd.LOCKED_OUT);
        }
    }
}
