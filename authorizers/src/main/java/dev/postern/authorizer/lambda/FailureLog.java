package dev.postern.authorizer.lambda;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator why a function's answers do not admit, at most once a second for each authorizer, as anybody can make
 * a function fail. Values of the identity sources are hidden: functions like to repeat what they were given.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(LambdaAuthorizer.class);
    private static final int MAX_TEXT = 1000;
    private static final long PAUSE_MILLIS = 1000;

    /** A shorter value would be hidden inside words that have nothing to do with it. */
    private static final int SHORTEST = 6;

    private final String authorizer;
    private final Clock clock;
    private final AtomicLong lastFailure = new AtomicLong(Long.MIN_VALUE / 2);
    private final AtomicLong lastNarrow = new AtomicLong(Long.MIN_VALUE / 2);

    FailureLog(String authorizer, Clock clock) {
        this.authorizer = authorizer;
        this.clock = clock;
    }

    private boolean isDue(AtomicLong last) {
        long now = clock.millis();
        long before = last.get();
        return now - before >= PAUSE_MILLIS && last.compareAndSet(before, now);
    }

    /** A call came to nothing. */
    void failed(String detail, List<String> identity) {
        if (!isDue(lastFailure)) {
            return;
        }
        String text = detail;
        for (String value : identity) {
            text = hidden(text, value);
            text = hidden(text, value.substring(value.indexOf(' ') + 1));
        }
        LOG.warn("authorizer {}: {}", authorizer, text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text);
    }

    private static String hidden(String text, String value) {
        return value.length() < SHORTEST ? text : text.replace(value, "(hidden)");
    }

    /** A policy does not cover a request that it was not made for: the trap of remembered policies. */
    void narrow(KeptAnswer kept, LambdaRequest asked) {
        if (!kept.madeFor().equals(asked.subject()) && isDue(lastNarrow)) {
            LOG.warn(
                    "authorizer {}: a remembered policy, made for {}, does not cover {}; let the function return a"
                            + " policy for all that the caller may do, or set cacheScope: route, or ttl: 0s",
                    authorizer,
                    kept.madeFor(),
                    asked.routeKey());
        }
    }
}
