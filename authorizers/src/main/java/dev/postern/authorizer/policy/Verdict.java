package dev.postern.authorizer.policy;

/**
 * What a policy says of one request.
 *
 * @param effect what it comes to
 * @param statement the number of the statement that decided, from zero; -1 when none did
 * @param sid its {@code Sid}; null when it has none
 */
public record Verdict(Effect effect, int statement, String sid) {

    /** No statement allows it: denied as well, but not by anybody's word. */
    static final Verdict IMPLICIT_DENY = new Verdict(Effect.IMPLICIT_DENY, -1, null);

    /** What a policy comes to. */
    public enum Effect {
        ALLOW,
        EXPLICIT_DENY,
        IMPLICIT_DENY
    }

    /** One line for {@code explain}. */
    @Override
    public String toString() {
        return switch (effect) {
            case ALLOW -> "allowed by " + where();
            case EXPLICIT_DENY -> "denied by " + where();
            case IMPLICIT_DENY -> "no statement allows it";
        };
    }

    private String where() {
        return "Statement[" + statement + "]" + (sid == null ? "" : " (" + sid + ")");
    }
}
