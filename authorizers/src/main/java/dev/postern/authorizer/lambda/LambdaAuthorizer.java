package dev.postern.authorizer.lambda;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.DecisionNotes;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.RouteRules;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.Standing;
import dev.postern.authorizer.cache.CacheKey;
import dev.postern.authorizer.cache.CacheRealm;
import dev.postern.authorizer.cache.DecisionCache;
import dev.postern.authorizer.cache.Fetched;
import dev.postern.authorizer.policy.Verdict;
import dev.postern.function.LambdaFunction;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admits whom a function admits. Decides at once where an answer is remembered, and evaluates it for every request
 * (SR-108). Without all of its identity sources nobody is asked (SR-117). Whatever goes wrong keeps the gate closed
 * (SR-113), but for {@code failMode: open}, which lets everybody through as nobody while the function cannot be reached.
 */
final class LambdaAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaAuthorizer.class);

    /** How long an exchange may last that nobody decided about. */
    private static final Duration UNDECIDED = Duration.ofMinutes(1);

    private final String name;
    private final Clock clock;
    private final int mostCharacters;
    private final LambdaSettings settings;
    private final FailureLog failures;
    private final FunctionCall call;
    /** Null when nothing is remembered. */
    private final SharedResources.Hold<DecisionCache<KeptAnswer>> cache;

    /** @param functionSettings a text that differs wherever the function's settings differ */
    LambdaAuthorizer(
            AuthorizerContext context, LambdaFunction function, LambdaSettings settings, String functionSettings) {
        this.name = context.name();
        this.clock = context.clock();
        this.mostCharacters = context.tokenLimit();
        this.settings = settings;
        this.failures = new FailureLog(name, clock);
        AnswerReader reader = new AnswerReader(context.profile(), settings.simple(), settings.principalRequired());
        this.call = new FunctionCall(context, function, settings, reader, failures);
        String effective = String.join("\n", "lambda", context.profile().word(), settings.toString(), functionSettings);
        this.cache = settings.remembers()
                ? DecisionCache.hold(
                        context,
                        CacheRealm.of(name, effective, context.api()),
                        new AnswerCodec(reader, name, context.lockout()))
                : null;
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        try {
            List<String> identity = new ArrayList<>(settings.sources().all().size());
            Reason refusal = settings.sources().read(request, identity, mostCharacters);
            if (refusal == null
                    && settings.validation() != null
                    && !settings.validation().matches(identity.get(0))) {
                refusal = Reason.IDENTITY_INVALID;
            }
            return refusal == null ? ask(request, identity) : denial(refusal);
        } catch (RuntimeException e) {
            return fault(e);
        }
    }

    private Future<Decision> fault(Throwable fault) {
        LOG.error("authorizer {} failed", name, fault);
        return Future.succeededFuture(new Decision.Unavailable(Reason.AUTHORIZER_FAILED));
    }

    private static Future<Decision> denial(Reason reason) {
        return Future.succeededFuture(Decision.Deny.because(reason));
    }

    private Future<Decision> ask(AuthorizationRequest request, List<String> identity) {
        LambdaRequest asked = new LambdaRequest(request);
        DecisionNotes notes = request.notes();
        Future<KeptAnswer> answer;
        if (cache == null) {
            answer = call.make(asked, identity, notes).map(Fetched::value);
        } else {
            CacheKey key = cache.get().key(identity, settings.byRoute() ? asked.routeScope() : null);
            if (notes != null) {
                notes.note("cache", cache.get().peek(key) == null ? "not remembered" : "remembered");
            }
            answer = cache.get().get(key, () -> call.make(asked, identity, notes));
        }
        if (answer.succeeded()) {
            return decide(answer.result(), asked, request.rules(), notes);
        }
        return answer.compose(kept -> decide(kept, asked, request.rules(), notes))
                .recover(this::fault);
    }

    private Future<Decision> decide(KeptAnswer kept, LambdaRequest asked, RouteRules rules, DecisionNotes notes) {
        LambdaAnswer answer = kept.answer();
        if (answer instanceof LambdaAnswer.Policy policy) {
            Verdict verdict = policy.policy().evaluate(asked);
            if (notes != null) {
                notes.note("policy", asked.arn() + "\n" + verdict);
            }
            return switch (verdict.effect()) {
                case ALLOW -> admit(kept, rules);
                case EXPLICIT_DENY -> denial(Reason.POLICY_DENIED_EXPLICITLY, kept);
                case IMPLICIT_DENY -> {
                    failures.narrow(kept, asked);
                    yield denial(Reason.POLICY_DENIED, kept);
                }
            };
        } else if (answer instanceof LambdaAnswer.Simple simple) {
            return simple.authorized() ? admit(kept, rules) : denial(Reason.DENIED, kept);
        } else if (answer instanceof LambdaAnswer.Failure failure) {
            return Future.succeededFuture(
                    settings.failOpen() && failure.transport()
                            ? undecided()
                            : new Decision.Unavailable(failure.reason()));
        }
        return denial(Reason.AUTHORIZER_UNAUTHORIZED);
    }

    private Future<Decision> denial(Reason reason, KeptAnswer kept) {
        return Future.succeededFuture(new Decision.Deny(reason, kept.context(), settings.wording()));
    }

    /** What can change while an answer stays what it is; and what a route asks of tokens, which no answer has. */
    private Future<Decision> admit(KeptAnswer kept, RouteRules rules) {
        Reason ended = kept.refusal(clock.millis());
        if (ended != null) {
            return denial(ended);
        }
        if (!rules.scopes().isEmpty()) {
            return denial(Reason.SCOPE_MISSING);
        } else if (!rules.groups().isEmpty()) {
            return denial(Reason.GROUP_MISSING);
        }
        return rules.isEmpty() ? kept.allowed() : denial(Reason.CLAIM_RULE);
    }

    private Decision undecided() {
        Instant end = clock.instant().plus(UNDECIDED);
        return new Decision.Allow(Identity.ANONYMOUS, end, Standing.until(end), Reason.FAIL_OPEN);
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return settings.sources().credentials();
    }

    @Override
    public Future<Void> close() {
        if (cache != null) {
            cache.close();
        }
        return Future.succeededFuture();
    }
}
