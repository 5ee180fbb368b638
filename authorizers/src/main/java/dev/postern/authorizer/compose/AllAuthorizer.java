package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Admits whom every one of its members admits: {@code type: all}. The members are asked in order, and the first that
 * does not admit decides, so a cheap member first spares the dear ones. Who the caller is says the member named
 * {@code identity:} and no other (SR-157); the admission ends with the first member's that ends.
 */
final class AllAuthorizer implements Authorizer {

    private final Members members;
    private final int speaker;

    /** @param speaker index of the member that says who the caller is */
    AllAuthorizer(Members members, int speaker) {
        this.members = members;
        this.speaker = speaker;
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        return ask(request, new ArrayList<>(members.all().size()));
    }

    /** @param admitted what the members before the next one said */
    private Future<Decision> ask(AuthorizationRequest request, List<Decision.Allow> admitted) {
        while (admitted.size() < members.all().size()) {
            Future<Decision> answer = members.all().get(admitted.size()).ask(request);
            if (!answer.isComplete()) {
                return answer.compose(decision -> {
                    if (decision instanceof Decision.Allow allow) {
                        admitted.add(allow);
                        return ask(request, admitted);
                    }
                    return Future.succeededFuture(decision);
                });
            }
            if (!(answer.result() instanceof Decision.Allow allow)) {
                return answer;
            }
            admitted.add(allow);
        }
        return Future.succeededFuture(together(admitted));
    }

    private Decision together(List<Decision.Allow> admitted) {
        Instant expiry = Instant.MAX;
        Standing[] standings = new Standing[admitted.size()];
        Reason reason = Reason.ALLOWED;
        for (int i = 0; i < standings.length; i++) {
            Decision.Allow allow = admitted.get(i);
            standings[i] = allow.standing();
            if (allow.expiry().isBefore(expiry)) {
                expiry = allow.expiry();
            }
            if (allow.reason() != Reason.ALLOWED) {
                reason = allow.reason();
            }
        }
        return new Decision.Allow(admitted.get(speaker).identity(), expiry, new JointStanding(standings), reason);
    }

    @Override
    public AuthorizerState state() {
        return new AuthorizerState(
                members.every(AuthorizerState::hasDecided),
                members.every(AuthorizerState::canDecide),
                "all of " + members.detail());
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return members.credentialSources();
    }

    @Override
    public boolean isOpen() {
        return members.all().stream().allMatch(member -> member.authorizer().isOpen());
    }

    /** Rules are about the caller, so it is the member that says who that is. */
    @Override
    public boolean asksRules() {
        return members.all().get(speaker).authorizer().asksRules();
    }

    @Override
    public Set<String> issuers() {
        return members.all().get(speaker).authorizer().issuers();
    }
}
