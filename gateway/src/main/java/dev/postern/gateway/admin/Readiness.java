package dev.postern.gateway.admin;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.gateway.admin.ReadyState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * When a gateway is ready: its listener is open and every authorizer has been able to decide once, or
 * {@code start.patience} has passed and at least one can. Once ready it stays so, whatever issuers do later and whatever
 * a reload adds: an outage fails its routes, not the pod. A drain ends it for good.
 */
public final class Readiness {

    private final Clock clock;
    private final Instant patienceEnds;
    private volatile boolean listening;
    private volatile boolean reached;
    private volatile boolean draining;

    /** @param patience counts from now; zero or more */
    public Readiness(Clock clock, Duration patience) {
        this.clock = clock;
        this.patienceEnds = clock.instant().plus(patience);
    }

    /** The data port accepts connections. */
    public void listening() {
        listening = true;
    }

    /** A stop began: from this moment on never ready. */
    public void drain() {
        draining = true;
    }

    public boolean isDraining() {
        return draining;
    }

    /** @param authorizers what each authorizer of the configuration in use says now, by name; may be empty */
    public ReadyState state(Map<String, AuthorizerState> authorizers) {
        if (!reached && listening && decidable(authorizers)) {
            reached = true;
        }
        Phase phase = draining ? Phase.DRAINING : reached ? Phase.READY : Phase.STARTING;
        return new ReadyState(phase, authorizers);
    }

    private boolean decidable(Map<String, AuthorizerState> authorizers) {
        boolean all = true;
        boolean any = false;
        for (AuthorizerState state : authorizers.values()) {
            all &= state.hasDecided();
            any |= state.canDecide();
        }
        return all || any && !clock.instant().isBefore(patienceEnds);
    }
}
