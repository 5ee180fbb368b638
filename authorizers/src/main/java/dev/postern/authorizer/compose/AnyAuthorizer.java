package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Admits whom one of its members admits: {@code type: any}. The members are asked in order, and the first that admits
 * says who the caller is.
 *
 * <p>The rules of SR-157, which keep a bad credential from being carried to the weakest member: a credential that is
 * there and invalid ends it with that denial, and so does an explicit deny; only who has no credential for a member,
 * is not let in by it (403) or meets one that cannot decide comes to the next. A member that is open admits only where
 * every member before it found no credential. When nobody admits, unable to decide counts more than a denial, and 403
 * more than 401; of equals the first.
 */
final class AnyAuthorizer implements Authorizer {

    private final Members members;

    AnyAuthorizer(Members members) {
        this.members = members;
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        return ask(request, 0, null);
    }

    /** @param best the strongest answer of the members before this one; null before the first */
    private Future<Decision> ask(AuthorizationRequest request, int index, Decision best) {
        Decision strongest = best;
        for (int i = index; i < members.all().size(); i++) {
            Member member = members.all().get(i);
            if (member.authorizer().isOpen() && strongest != null && !isAbsence(strongest)) {
                break;
            }
            Future<Decision> answer = member.ask(request);
            if (!answer.isComplete()) {
                int next = i + 1;
                Decision before = strongest;
                return answer.compose(decision -> isFinal(decision)
                        ? Future.succeededFuture(decision)
                        : ask(request, next, stronger(before, decision)));
            }
            if (isFinal(answer.result())) {
                return answer;
            }
            strongest = stronger(strongest, answer.result());
        }
        return Future.succeededFuture(strongest);
    }

    private static boolean isAbsence(Decision decision) {
        return decision instanceof Decision.Deny && decision.reason().kind() == Reason.Kind.NO_CREDENTIAL;
    }

    /** Whether the members behind it are not asked any more. */
    static boolean isFinal(Decision decision) {
        if (decision instanceof Decision.Deny deny) {
            return switch (deny.reason().kind()) {
                case BAD_REQUEST, INVALID_CREDENTIAL -> true;
                default -> deny.reason().isExplicit();
            };
        }
        // Who is let through although nobody decided is not known to anybody: another member may know better.
        return decision.reason() == Reason.ALLOWED;
    }

    private static Decision stronger(Decision before, Decision now) {
        return before == null || rank(now) > rank(before) ? now : before;
    }

    private static int rank(Decision decision) {
        if (decision instanceof Decision.Unavailable) {
            return 3;
        }
        if (decision instanceof Decision.Allow) {
            return 1;
        }
        return isAbsence(decision) ? 0 : 2;
    }

    /** One member that has been able to is enough; the others have states of their own. */
    @Override
    public AuthorizerState state() {
        return new AuthorizerState(
                members.some(AuthorizerState::hasDecided),
                members.some(AuthorizerState::canDecide),
                "one of " + members.detail());
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return members.credentialSources();
    }

    @Override
    public boolean isOpen() {
        return members.all().stream().anyMatch(member -> member.authorizer().isOpen());
    }

    /** One member that does not ask is a way round. */
    @Override
    public boolean asksRules() {
        return members.all().stream().allMatch(member -> member.authorizer().asksRules());
    }

    @Override
    public Set<String> issuers() {
        return members.issuers();
    }
}
