package dev.postern.function.url;

import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.http.AnswerReader;
import dev.postern.function.http.HttpCaller;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;

/**
 * A function behind an HTTP endpoint: the event is posted as JSON, the body of a 2xx response is the answer. The header
 * {@code X-Amz-Function-Error} in the response marks an error payload ({@code errorType}, {@code errorMessage}), as the
 * Lambda Invoke API does. Redirects are not followed and nothing is tried twice.
 */
public final class UrlFunction implements LambdaFunction {

    private final String name;
    private final String target;
    private final HttpCaller caller;

    /**
     * @param target path and query of the endpoint
     * @param caller closed with the function
     */
    public UrlFunction(String name, String target, HttpCaller caller) {
        this.name = name;
        this.target = target;
        this.caller = caller;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("content-type", "application/json")
                .add("accept", "application/json")
                .add("user-agent", "postern");
        if (invocation.trace() != null) {
            headers.add("X-Amzn-Trace-Id", invocation.trace());
        }
        return caller.post(target, headers, invocation.event(), invocation.patience())
                .map(AnswerReader::outcome);
    }

    @Override
    public Future<Void> close() {
        return caller.close();
    }
}
