package dev.postern.authorizer.policy;

/** What came of reading a policy document. */
public sealed interface PolicyReading {

    /** It can be evaluated. */
    record Readable(PolicyDocument policy) implements PolicyReading {}

    /**
     * It is not a policy that Amazon would take.
     *
     * @param fault where and why, for the log and {@code explain}: {@code Statement[0].Effect: is missing}
     */
    record Refused(String fault) implements PolicyReading {}
}
