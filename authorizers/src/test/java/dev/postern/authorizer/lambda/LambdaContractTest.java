package dev.postern.authorizer.lambda;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.testing.AuthorizerContract;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.function.Outcome;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

class LambdaContractTest extends AuthorizerContract {

    private static final String ALLOW =
            "{\"principalId\":\"u\",\"policyDocument\":{\"Statement\":{\"Action\":\"*\",\"Effect\":\"Allow\",\"Resource\":\"*\"}},\"context\":{\"a\":1,\"principalId\":\"root\"}}";

    @Override
    protected Authorizer create() {
        FakeFunction function = new FakeFunction("{}");
        function.answer = invocation -> Future.succeededFuture(
                new JsonObject(invocation.event())
                                .getString("authorizationToken")
                                .equals("Bearer good")
                        ? new Outcome.Returned(Buffer.buffer(ALLOW))
                        : new Outcome.Raised("Error", "Unauthorized", Buffer.buffer()));
        context.functions.put("gatekeeper", function);
        return context.create(
                new LambdaAuthorizerFactory(),
                new JsonObject().put("function", "gatekeeper").put("event", "token"));
    }

    @Override
    protected TestRequest good() {
        return TestRequest.bearer("good");
    }
}
