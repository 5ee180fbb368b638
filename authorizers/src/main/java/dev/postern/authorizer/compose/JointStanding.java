package dev.postern.authorizer.compose;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;

/** Stands as long as each of several does. A lock-out is told before an end that comes by itself. */
final class JointStanding implements Standing {

    private final Standing[] standings;

    JointStanding(Standing[] standings) {
        this.standings = standings;
    }

    @Override
    public Reason refusal(long nowMillis) {
        Reason first = null;
        for (Standing standing : standings) {
            Reason refusal = standing.refusal(nowMillis);
            // A WebSocket may be allowed to outlive its token, never a lock-out.
            if (refusal != null && (first == null || first == Reason.TOKEN_EXPIRED)) {
                first = refusal;
            }
        }
        return first;
    }
}
