package dev.postern.authorizer.lambda;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.policy.PolicyDocument;
import java.util.Map;

/** What calling a function came to. Immutable. */
sealed interface LambdaAnswer {

    /** Something a function may say of its own will, and that may be remembered. */
    sealed interface Said extends LambdaAnswer {}

    /**
     * A policy, evaluated for each request.
     *
     * @param caller who it is about
     */
    record Policy(Caller caller, PolicyDocument policy) implements Said {}

    /**
     * A simple answer.
     *
     * @param authorized {@code isAuthorized}
     */
    record Simple(Caller caller, boolean authorized) implements Said {}

    /** It failed with exactly {@code Unauthorized}: an ordinary denial in the guise of an error. */
    record Unauthorized() implements Said {}

    /**
     * It said nothing that counts.
     *
     * @param reason of kind UNAVAILABLE or FAULT
     * @param transport whether nobody was reached or answered in time: what {@code failMode: open} is about
     * @param detail for the log and {@code explain}
     */
    record Failure(Reason reason, boolean transport, String detail) implements LambdaAnswer {}

    /**
     * Of whom an answer speaks.
     *
     * @param principalId null when there is none
     * @param context values by name, in the form the profile gives them
     * @param usageKey {@code usageIdentifierKey}, or null
     */
    record Caller(String principalId, Map<String, Object> context, String usageKey) {}
}
