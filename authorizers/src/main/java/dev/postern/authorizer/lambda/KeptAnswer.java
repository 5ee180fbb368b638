package dev.postern.authorizer.lambda;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An answer with everything that a request which finds it again needs: re-checking it costs comparisons, and admitting it
 * allocates nothing. Whoever is locked out or whose token has ended is not admitted by it any more.
 */
final class KeptAnswer implements Standing {

    private final LambdaAnswer answer;
    private final byte[] payload;
    private final TokenHints hints;
    private final String madeFor;
    private final Lockout lockout;
    private final CredentialNames principal;
    private final Future<Decision> allowed;

    /**
     * @param payload what the function returned; empty when it returned nothing
     * @param hints what the credential says of itself
     * @param madeFor method and path of the request it was made for
     * @param authorizer whose name stands for an issuer, where the deny list names a principal
     */
    KeptAnswer(
            LambdaAnswer answer, byte[] payload, TokenHints hints, String madeFor, String authorizer, Lockout lockout) {
        this.answer = answer;
        this.payload = payload;
        this.hints = hints;
        this.madeFor = madeFor;
        this.lockout = lockout;
        LambdaAnswer.Caller caller = callerOf(answer);
        this.principal = caller == null || caller.principalId() == null
                ? null
                : new CredentialNames(authorizer, caller.principalId(), null, null, List.of());
        Instant expiry =
                hints.expiresAtMillis() == Long.MAX_VALUE ? Instant.MAX : Instant.ofEpochMilli(hints.expiresAtMillis());
        this.allowed = caller == null
                ? null
                : Future.succeededFuture(new Decision.Allow(
                        new Identity(caller.principalId(), caller.context(), Map.of(), caller.usageKey()),
                        expiry,
                        this));
    }

    private static LambdaAnswer.Caller callerOf(LambdaAnswer answer) {
        if (answer instanceof LambdaAnswer.Policy policy) {
            return policy.caller();
        }
        return answer instanceof LambdaAnswer.Simple simple ? simple.caller() : null;
    }

    LambdaAnswer answer() {
        return answer;
    }

    byte[] payload() {
        return payload;
    }

    TokenHints hints() {
        return hints;
    }

    String madeFor() {
        return madeFor;
    }

    /** Values for the answer to a caller who is denied. */
    Map<String, Object> context() {
        LambdaAnswer.Caller caller = callerOf(answer);
        return caller == null ? Map.of() : caller.context();
    }

    /** The decision where nothing stands against it, made once; null of an answer that cannot admit. */
    Future<Decision> allowed() {
        return allowed;
    }

    @Override
    public Reason refusal(long nowMillis) {
        if (hints.names() != null && lockout.holds(hints.names(), nowMillis)
                || principal != null && lockout.holds(principal, nowMillis)) {
            return Reason.LOCKED_OUT;
        }
        return nowMillis < hints.expiresAtMillis() ? null : Reason.TOKEN_EXPIRED;
    }
}
