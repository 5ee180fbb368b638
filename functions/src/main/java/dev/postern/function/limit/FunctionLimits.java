package dev.postern.function.limit;

/**
 * Limits of one function.
 *
 * @param concurrency invocations under way at the same time over all event loops, at least 1
 * @param queue invocations that may wait for one of these to end, 0 for none
 * @param answerLimit bytes of an answer
 * @param breaker null for none
 */
public record FunctionLimits(int concurrency, int queue, long answerLimit, CircuitBreaker.Settings breaker) {

    /** The 6 MiB are what a Lambda function may return at once. */
    public static final FunctionLimits DEFAULT = new FunctionLimits(100, 0, 6L << 20, CircuitBreaker.Settings.DEFAULT);
}
