package dev.postern.authorizer.jwt;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.vertx.core.Future;
import java.util.EnumMap;
import java.util.Map;

/** Every decision that does not admit, made once. */
final class Answers {

    private static final Map<Reason, Future<Decision>> ANSWERS = answers();

    private Answers() {}

    /** The decision for a reason that keeps the gate closed. */
    static Future<Decision> refusal(Reason reason) {
        return ANSWERS.get(reason);
    }

    private static Map<Reason, Future<Decision>> answers() {
        Map<Reason, Future<Decision>> answers = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            switch (reason.kind()) {
                case ALLOWED -> {}
                case UNAVAILABLE, FAULT ->
                    answers.put(reason, Future.succeededFuture(new Decision.Unavailable(reason)));
                default -> answers.put(reason, Future.succeededFuture(Decision.Deny.because(reason)));
            }
        }
        return answers;
    }
}
