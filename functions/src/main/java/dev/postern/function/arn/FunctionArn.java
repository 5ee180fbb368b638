package dev.postern.function.arn;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a Lambda function: {@code arn:PARTITION:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]}.
 *
 * @param partition such as {@code aws}
 * @param region such as {@code us-east-1}; calls are sent to it and signed for it
 * @param account twelve digits
 * @param name of the function
 * @param qualifier version or alias; null for none
 */
public record FunctionArn(String partition, String region, String account, String name, String qualifier) {

    private static final Pattern FORM = Pattern.compile(
            "arn:(?<partition>aws[a-z-]{0,20}):lambda:(?<region>[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2})"
                    + ":(?<account>[0-9]{12}):function:(?<name>[A-Za-z0-9_-]{1,64})(:(?<qualifier>\\$LATEST|[A-Za-z0-9_-]{1,128}))?");

    /** @return null when the text is none */
    public static FunctionArn parse(String text) {
        Matcher arn = FORM.matcher(text);
        return arn.matches()
                ? new FunctionArn(
                        arn.group("partition"),
                        arn.group("region"),
                        arn.group("account"),
                        arn.group("name"),
                        arn.group("qualifier"))
                : null;
    }

    /** Without the qualifier. */
    String unqualified() {
        return "arn:" + partition + ":lambda:" + region + ":" + account + ":function:" + name;
    }

    @Override
    public String toString() {
        return unqualified() + (qualifier == null ? "" : ":" + qualifier);
    }
}
