package dev.postern.authorizer.lambda;

import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** A function that answers at once, unless it is told otherwise, and remembers what it was asked. */
final class FakeFunction implements LambdaFunction {

    final List<Invocation> calls = Collections.synchronizedList(new ArrayList<>());
    volatile Function<Invocation, Future<Outcome>> answer;

    FakeFunction(String payload) {
        returns(payload);
    }

    void returns(String payload) {
        answers(new Outcome.Returned(Buffer.buffer(payload)));
    }

    void raises(String type, String message) {
        answers(new Outcome.Raised(type, message, Buffer.buffer("{}")));
    }

    void fails(Outcome.Fault fault) {
        answers(new Outcome.Failed(fault, "a detail"));
    }

    void answers(Outcome outcome) {
        answer = invocation -> Future.succeededFuture(outcome);
    }

    JsonObject event() {
        return new JsonObject(calls.get(calls.size() - 1).event());
    }

    @Override
    public String name() {
        return "gatekeeper";
    }

    @Override
    public Future<Outcome> invoke(Invocation invocation) {
        calls.add(invocation);
        return answer.apply(invocation);
    }
}
