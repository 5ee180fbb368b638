package dev.postern.gateway.real;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.Map;

/** A function in Java, as one writes it for AWS Lambda; runs in a process of its own. */
public final class JavaFunction implements RequestHandler<Map<String, Object>, Object> {

    @Override
    public Object handleRequest(Map<String, Object> event, Context context) {
        return switch ((String) event.get("deed")) {
            case "throws" -> throw new IllegalStateException("Unauthorized");
            case "nothing" -> null;
            case "ends" -> {
                Runtime.getRuntime().halt(7);
                yield null;
            }
            case "prints" -> {
                context.getLogger().log("printed");
                yield "printed";
            }
            default ->
                Map.of("principalId", "me", "id", context.getAwsRequestId(), "arn", context.getInvokedFunctionArn());
        };
    }
}
