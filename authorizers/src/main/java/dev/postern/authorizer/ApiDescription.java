package dev.postern.authorizer;

import java.util.Map;

/**
 * The API as method ARNs and {@code $context} name it ({@code api:} in the configuration).
 *
 * @param id API id, {@code postern} by default
 * @param stage stage name, {@code $default} by default
 * @param region AWS region, {@code us-east-1} by default
 * @param account twelve digits, zeros by default
 * @param basePath a prefix removed before matching, empty or starting with a slash and not ending with one
 * @param stageVariables values of {@code $stageVariables.*}
 */
public record ApiDescription(
        String id, String stage, String region, String account, String basePath, Map<String, String> stageVariables) {

    /** What stands when {@code api:} is absent. */
    public static final ApiDescription DEFAULT =
            new ApiDescription("postern", "$default", "us-east-1", "000000000000", "", Map.of());

    public ApiDescription {
        stageVariables = Map.copyOf(stageVariables);
    }
}
