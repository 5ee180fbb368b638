package dev.postern.function;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * A function as AWS Lambda understands the word: an event goes in, an answer or a function error comes out. Where it
 * runs is its transport's matter.
 *
 * <p>Implementations are safe for concurrent use from every event loop and never block. The returned future never
 * fails: what went wrong is an {@link Outcome}. An invocation whose caller has lost interest still runs to its end or
 * to its deadline, as on Lambda.
 */
public interface LambdaFunction {

    /** The name under {@code functions:}; used in logs, metrics and messages. */
    String name();

    /** Invokes the function once; completes no later than the invocation's deadline. */
    Future<Outcome> invoke(Invocation invocation);

    /**
     * Begins what must be there before the first invocation, such as processes. Called once, never by {@code check}.
     *
     * @return completes when the first attempt is over, successful or not; a failure never stops the gateway
     */
    default Future<Void> start() {
        return Future.succeededFuture();
    }

    /**
     * Tries the way to the function, without invoking it, for {@code check --connect}.
     *
     * @return one line that says at which step it ended (DNS, TCP, TLS); empty when the way is clear, and for those
     *     that have none. Never fails
     */
    default Future<Optional<String>> probe() {
        return Future.succeededFuture(Optional.empty());
    }

    /** Lets go of connections and processes. Called once, after the last invocation. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
