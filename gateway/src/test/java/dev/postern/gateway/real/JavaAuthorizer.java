package dev.postern.gateway.real;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.List;
import java.util.Map;

/** An authorizer in Java, as one writes it for AWS Lambda: the token says how it ends. */
public final class JavaAuthorizer implements RequestHandler<Map<String, Object>, Map<String, Object>> {

    /** As runtime clients name it. */
    static final String HANDLER = "dev.postern.gateway.real.JavaAuthorizer::handleRequest";

    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        return switch ((String) event.get("authorizationToken")) {
            case "allows" -> policy("Allow", event.get("methodArn"));
            case "denies" -> policy("Deny", event.get("methodArn"));
            case "returns-null" -> null;
            case "throws-unauthorized" -> throw new IllegalStateException("Unauthorized");
            default -> throw new IllegalArgumentException("secret-detail");
        };
    }

    private static Map<String, Object> policy(String effect, Object resource) {
        Map<String, Object> statement = Map.of("Action", "execute-api:Invoke", "Effect", effect, "Resource", resource);
        return Map.of(
                "principalId",
                "me",
                "policyDocument",
                Map.of("Version", "2012-10-17", "Statement", List.of(statement)),
                "context",
                Map.of("username", "grace"));
    }
}
