package dev.postern.authorizer.lambda;

import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.DecisionNotes;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.cache.Fetched;
import dev.postern.authorizer.policy.Verdict;
import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Asks the function, and says how long its answer may be remembered: never past the end of a token (SR-111). */
final class FunctionCall {

    private static final byte[] NOTHING = {};
    private static final LambdaAnswer NOT_CALLED =
            new LambdaAnswer.Failure(Reason.AUTHORIZER_REFUSED, false, "not called");

    private final String authorizer;
    private final Clock clock;
    private final Lockout lockout;
    private final LambdaFunction function;
    private final LambdaSettings settings;
    private final AnswerReader reader;
    private final FailureLog failures;

    FunctionCall(
            AuthorizerContext context,
            LambdaFunction function,
            LambdaSettings settings,
            AnswerReader reader,
            FailureLog failures) {
        this.authorizer = context.name();
        this.clock = context.clock();
        this.lockout = context.lockout();
        this.function = function;
        this.settings = settings;
        this.reader = reader;
        this.failures = failures;
    }

    /**
     * Calls once. The event is written at once; the request is read again when the answer is there, by the one who waits
     * for it.
     *
     * @param notes for {@code explain}; null for nobody
     */
    Future<Fetched<KeptAnswer>> make(LambdaRequest asked, List<String> identity, DecisionNotes notes) {
        Buffer event = settings.event().write(asked, identity);
        String madeFor = asked.subject();
        if (notes != null) {
            notes.note("event", event.toString());
            if (!notes.mayInvoke()) {
                notes.note("answer", "not asked for: --invoke calls the function");
                return Future.succeededFuture(Fetched.once(kept(NOT_CALLED, NOTHING, TokenHints.NONE, madeFor)));
            }
        }
        return function.invoke(new Invocation(event, settings.timeout(), null)).map(outcome -> {
            LambdaAnswer answer = FailureTable.answer(outcome, reader);
            if (notes != null) {
                notes.note("answer", FailureTable.told(outcome));
            }
            if (answer instanceof LambdaAnswer.Failure failure) {
                if (notes != null) {
                    notes.note("fault", failure.detail());
                }
                failures.failed(failure.detail(), identity);
                return Fetched.once(kept(answer, NOTHING, TokenHints.NONE, madeFor));
            }
            byte[] payload = outcome instanceof Outcome.Returned returned
                    ? returned.payload().getBytes()
                    : NOTHING;
            return fetched(answer, payload, identity, asked, madeFor);
        });
    }

    private KeptAnswer kept(LambdaAnswer answer, byte[] payload, TokenHints hints, String madeFor) {
        return new KeptAnswer(answer, payload, hints, madeFor, authorizer, lockout);
    }

    private Fetched<KeptAnswer> fetched(
            LambdaAnswer answer, byte[] payload, List<String> identity, LambdaRequest asked, String madeFor) {
        TokenHints hints = identity.isEmpty() ? TokenHints.NONE : TokenHints.of(identity.get(0));
        if (hints.expiresAtMillis() == Long.MAX_VALUE) {
            return new Fetched<>(kept(answer, payload, hints, madeFor), keep(answer, asked), settings.stale());
        }
        long left = hints.expiresAtMillis() - clock.millis();
        if (left <= 0) {
            // Somebody who knows better may have admitted it; but nobody keeps it.
            return Fetched.once(kept(answer, payload, new TokenHints(Long.MAX_VALUE, hints.names()), madeFor));
        }
        Duration most = Duration.ofMillis(left);
        Duration keep = least(keep(answer, asked), most);
        return new Fetched<>(kept(answer, payload, hints, madeFor), keep, least(settings.stale(), most.minus(keep)));
    }

    private Duration keep(LambdaAnswer answer, LambdaRequest asked) {
        if (answer instanceof LambdaAnswer.Unauthorized) {
            return settings.denyTtl() == null ? Duration.ZERO : settings.denyTtl();
        }
        return settings.denyTtl() == null || admits(answer, asked) ? settings.ttl() : settings.denyTtl();
    }

    private static boolean admits(LambdaAnswer answer, LambdaRequest asked) {
        return answer instanceof LambdaAnswer.Policy policy
                ? policy.policy().evaluate(asked).effect() == Verdict.Effect.ALLOW
                : answer instanceof LambdaAnswer.Simple simple && simple.authorized();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
