package dev.postern.authorizer.policy;

import java.util.Locale;
import java.util.Set;

/** What a condition looks at (API Gateway developer guide, "AWS condition keys that can be used in resource policies"). */
enum ConditionKey {
    CURRENT_TIME("aws:currenttime"),
    EPOCH_TIME("aws:epochtime"),
    REFERER("aws:referer"),
    SECURE_TRANSPORT("aws:securetransport"),
    SOURCE_IP("aws:sourceip"),
    USER_AGENT("aws:useragent"),
    /** One of Amazon's that no request here has, as none of a public API without IAM has it. */
    ABSENT(""),
    /** Nobody knows it. */
    UNKNOWN("");

    private static final Set<String> NEVER_THERE = Set.of(
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:tokenissuetime",
            "aws:multifactorauthpresent",
            "aws:multifactorauthage",
            "aws:principalaccount",
            "aws:principalarn",
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principaltype",
            "aws:userid",
            "aws:username");

    private final String word;

    ConditionKey(String word) {
        this.word = word;
    }

    /** The key of a name, which has no case. */
    static ConditionKey of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        for (ConditionKey key : values()) {
            if (key.word.equals(lower)) {
                return lower.isEmpty() ? UNKNOWN : key;
            }
        }
        return NEVER_THERE.contains(lower) || lower.startsWith("aws:principaltag/") ? ABSENT : UNKNOWN;
    }

    /** The value of a request; null when it has none. */
    String read(PolicyRequest request) {
        return switch (this) {
            case CURRENT_TIME -> request.time().toString();
            case EPOCH_TIME -> String.valueOf(request.time().getEpochSecond());
            case REFERER -> request.referer();
            case SECURE_TRANSPORT -> String.valueOf(request.isSecure());
            case SOURCE_IP -> request.sourceIp();
            case USER_AGENT -> request.userAgent();
            case ABSENT, UNKNOWN -> null;
        };
    }
}
