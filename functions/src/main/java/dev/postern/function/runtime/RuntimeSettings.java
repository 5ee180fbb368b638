package dev.postern.function.runtime;

import java.time.Duration;

/**
 * What {@code functions.NAME.runtime} says.
 *
 * @param name under {@code functions:}; also what the function reads as its own name
 * @param region AWS region that the function is told; no call goes there
 * @param account twelve digits, a part of the function's ARN
 * @param host where the function runs
 * @param timeout the longest that one invocation may take, more than zero; a shorter patience of the caller prevails
 * @param init how long a fresh process may take until it asks for its first event, more than zero; Lambda's own is 10 s
 * @param queue how many invocations may wait for a free process, zero or more
 * @param answerLimit bytes of an answer, more than zero; Lambda's own is 6 MiB
 */
public record RuntimeSettings(
        String name,
        String region,
        String account,
        RuntimeHost host,
        Duration timeout,
        Duration init,
        int queue,
        int answerLimit) {

    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    public static final Duration DEFAULT_INIT = Duration.ofSeconds(10);
    public static final int DEFAULT_QUEUE = 100;
    /** 6 MiB, as on Lambda. */
    public static final int DEFAULT_ANSWER_LIMIT = 6 << 20;

    /** With every default. */
    public static RuntimeSettings of(String name, RuntimeHost host) {
        return new RuntimeSettings(
                name,
                "us-east-1",
                "000000000000",
                host,
                DEFAULT_TIMEOUT,
                DEFAULT_INIT,
                DEFAULT_QUEUE,
                DEFAULT_ANSWER_LIMIT);
    }

    /** What the function is told as its own ARN. */
    String arn() {
        return "arn:aws:lambda:" + region + ":" + account + ":function:" + name;
    }
}
