package dev.postern.gateway.observe;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;

/** What came of asking an authorizer: the {@code outcome} of the access log and of {@code postern_decisions_total}. */
public enum Outcome {
    ALLOW("allow"),
    DENY("deny"),
    UNAVAILABLE("unavailable"),
    /** Let through without an identity because the function could not be reached and its fail mode says so. */
    FAIL_OPEN("fail_open"),
    /** No authorizer was asked: the gateway itself refused or answered. */
    NONE("none");

    private final String word;

    Outcome(String word) {
        this.word = word;
    }

    /** Lower case, underscores; stable, as dashboards use it. */
    public String word() {
        return word;
    }

    /** The outcome a decision stands for; {@link #UNAVAILABLE} for null, which keeps the gate closed. */
    public static Outcome of(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return allow.reason() == Reason.FAIL_OPEN ? FAIL_OPEN : ALLOW;
        }
        return decision instanceof Decision.Deny ? DENY : UNAVAILABLE;
    }

    /** The outcome with this word; {@link #NONE} for any other text, so that no label value can be invented. */
    public static Outcome ofWord(String word) {
        return switch (word) {
            case "allow" -> ALLOW;
            case "deny" -> DENY;
            case "unavailable" -> UNAVAILABLE;
            case "fail_open" -> FAIL_OPEN;
            default -> NONE;
        };
    }
}
