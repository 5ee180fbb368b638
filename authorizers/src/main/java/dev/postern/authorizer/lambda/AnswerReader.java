package dev.postern.authorizer.lambda;

import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.policy.PolicyReader;
import dev.postern.authorizer.policy.PolicyReading;
import dev.postern.authorizer.token.StrictJson;
import java.util.Map;

/**
 * Reads what a function returned. Whatever is not exactly as API Gateway takes it is a failure, and no admission: null, a
 * text with JSON in it, a policy in the wrong case, {@code "isAuthorized": "true"}.
 */
final class AnswerReader {

    /** Bytes of an answer: more than any policy needs, and little enough to keep. */
    static final int MAX_BYTES = 256 * 1024;

    private static final int MAX_TEXT = 2048;

    private final boolean simple;
    private final boolean principalRequired;
    private final ContextRules rules;

    AnswerReader(Profile profile, boolean simple, boolean principalRequired) {
        this.simple = simple;
        this.principalRequired = principalRequired;
        this.rules = new ContextRules(profile);
    }

    LambdaAnswer read(byte[] payload) {
        if (payload.length > MAX_BYTES) {
            return bad("larger than " + MAX_BYTES + " bytes");
        }
        Map<String, Object> answer = StrictJson.object(payload);
        if (answer == null) {
            return bad("not a JSON object");
        }
        String problem = rules.problem(answer.get("context"));
        if (problem != null) {
            return bad(problem);
        }
        return simple ? simple(answer) : policy(answer);
    }

    private LambdaAnswer simple(Map<String, Object> answer) {
        if (!(answer.get("isAuthorized") instanceof Boolean authorized)) {
            return bad(
                    answer.containsKey("isAuthorized") ? "isAuthorized is not a boolean" : "isAuthorized is missing");
        }
        String principal = answer.get("principalId") instanceof String text && isSane(text) ? text : null;
        return new LambdaAnswer.Simple(
                new LambdaAnswer.Caller(principal, rules.values(answer.get("context")), null), authorized);
    }

    private LambdaAnswer policy(Map<String, Object> answer) {
        Object principal = answer.get("principalId");
        if (principal == null ? principalRequired : !(principal instanceof String text && isSane(text))) {
            return bad(
                    principal == null ? "principalId is missing" : "principalId is not a text of 1 to 2048 characters");
        }
        Object usageKey = answer.get("usageIdentifierKey");
        if (usageKey != null && !(usageKey instanceof String text && isSane(text))) {
            return bad("usageIdentifierKey is not a text of 1 to 2048 characters");
        }
        if (!answer.containsKey("policyDocument")) {
            return bad("policyDocument is missing");
        }
        PolicyReading reading = PolicyReader.read(answer.get("policyDocument"));
        if (reading instanceof PolicyReading.Readable readable) {
            return new LambdaAnswer.Policy(
                    new LambdaAnswer.Caller((String) principal, rules.values(answer.get("context")), (String) usageKey),
                    readable.policy());
        }
        return bad("the policy cannot be used: " + ((PolicyReading.Refused) reading).fault());
    }

    private static boolean isSane(String text) {
        return !text.isEmpty() && text.length() <= MAX_TEXT;
    }

    private static LambdaAnswer bad(String detail) {
        return new LambdaAnswer.Failure(Reason.AUTHORIZER_BAD_ANSWER, false, "a wrong answer: " + detail);
    }
}
