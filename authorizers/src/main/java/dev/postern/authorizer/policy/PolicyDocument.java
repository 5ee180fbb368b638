package dev.postern.authorizer.policy;

import java.util.List;

/**
 * A policy that was read and compiled. Immutable; evaluating it allocates nothing in the usual case. A Deny that applies
 * ends it, then an Allow that applies, then nobody allowed it; the order of statements means nothing.
 */
public final class PolicyDocument {

    private final Statement[] denies;
    private final Statement[] allows;

    /** @param statements those that speak of invoking */
    PolicyDocument(List<Statement> statements) {
        denies = statements.stream().filter(Statement::isDeny).toArray(Statement[]::new);
        allows = statements.stream().filter(each -> !each.isDeny()).toArray(Statement[]::new);
    }

    /** What it says of a request. */
    public Verdict evaluate(PolicyRequest request) {
        for (Statement deny : denies) {
            if (deny.applies(request)) {
                return deny.verdict();
            }
        }
        for (Statement allow : allows) {
            if (allow.applies(request)) {
                return allow.verdict();
            }
        }
        return Verdict.IMPLICIT_DENY;
    }
}
