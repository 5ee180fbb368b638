package dev.postern.authorizer.lambda;

import dev.postern.authorizer.Reason;
import dev.postern.function.Outcome;

/** What an invocation's end means for a decision: API Gateway's table, and what it has no word for. */
final class FailureTable {

    /** The one text that is a denial, byte for byte: {@code unauthorized} is a fault. */
    private static final String UNAUTHORIZED = "Unauthorized";

    private FailureTable() {}

    static LambdaAnswer answer(Outcome outcome, AnswerReader reader) {
        if (outcome instanceof Outcome.Returned returned) {
            return reader.read(returned.payload().getBytes());
        }
        if (outcome instanceof Outcome.Raised raised) {
            return raised.message().equals(UNAUTHORIZED)
                    ? new LambdaAnswer.Unauthorized()
                    : new LambdaAnswer.Failure(
                            Reason.AUTHORIZER_ERROR, false, "it failed: " + raised.type() + ": " + raised.message());
        }
        Outcome.Failed failed = (Outcome.Failed) outcome;
        return new LambdaAnswer.Failure(
                reason(failed.fault()),
                isTransport(failed.fault()),
                failed.fault().word() + ": " + failed.detail());
    }

    private static Reason reason(Outcome.Fault fault) {
        return switch (fault) {
            case UNREACHABLE, ENDPOINT_ERROR, BROKEN -> Reason.AUTHORIZER_UNREACHABLE;
            case TIMEOUT -> Reason.AUTHORIZER_TIMEOUT;
            case REFUSED -> Reason.AUTHORIZER_REFUSED;
            case BUSY -> Reason.AUTHORIZER_BUSY;
            case TOO_LARGE, MALFORMED -> Reason.AUTHORIZER_BAD_ANSWER;
        };
    }

    /** A breaker opens for want of transport only; being busy is what a caller can bring about. */
    private static boolean isTransport(Outcome.Fault fault) {
        return fault.isTransport() || fault == Outcome.Fault.BROKEN;
    }

    /** For {@code explain}: what came, as it came. */
    static String told(Outcome outcome) {
        if (outcome instanceof Outcome.Returned returned) {
            return returned.payload().toString();
        }
        return outcome instanceof Outcome.Raised raised
                ? "error " + raised.type() + ": " + raised.message()
                : "none: " + ((Outcome.Failed) outcome).fault().word();
    }
}
