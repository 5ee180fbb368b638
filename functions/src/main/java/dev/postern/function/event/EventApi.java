package dev.postern.function.event;

import java.util.Map;

/**
 * The API as events name it.
 *
 * @param id API id
 * @param stage stage name, {@code $default} included
 * @param region AWS region; also tells the partition
 * @param account twelve digits
 * @param stageVariables values of {@code stageVariables}
 */
public record EventApi(String id, String stage, String region, String account, Map<String, String> stageVariables) {

    public EventApi {
        stageVariables = Map.copyOf(stageVariables);
    }

    /** {@code aws}, {@code aws-cn} or {@code aws-us-gov}. */
    public String partition() {
        if (region.startsWith("cn-")) {
            return "aws-cn";
        }
        return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
    }

    /** The ARN of one request; see {@link MethodArn}. */
    public MethodArn arn(String method, String path) {
        return new MethodArn(partition(), region, account, id + "/" + stage + "/" + method + path);
    }
}
