package dev.postern.authorizer.policy;

import dev.postern.function.event.MethodArn;

/**
 * A resource of a policy. Segments are separated by colons, and a wildcard stays within its segment, except that a star at
 * the very end may stand for all that follows (IAM user guide, "Resource"). A pattern that begins with a star is compared
 * with the whole ARN. The service has to be spelled; another service's resource never matches.
 */
final class ArnPattern {

    /** Characters of a resource (API Gateway developer guide, "Output from a Lambda authorizer"). */
    static final int MAX_LENGTH = 512;

    private static final int PARTITION = 1;
    private static final int SERVICE = 2;
    private static final int REGION = 3;
    private static final int ACCOUNT = 4;
    private static final int RESOURCE = 5;

    /** For a pattern that begins with a star, else null. */
    private final Wildcard whole;
    /** By the numbers above; null for those that a star before them stands for. */
    private final Wildcard[] segments;
    /** Whether the service is another one. */
    private final boolean never;

    private ArnPattern(Wildcard whole, Wildcard[] segments, boolean never) {
        this.whole = whole;
        this.segments = segments;
        this.never = never;
    }

    /** What is wrong with a pattern; null when it can be used. */
    static String problem(String pattern) {
        if (pattern.length() > MAX_LENGTH) {
            return "is longer than " + MAX_LENGTH + " characters";
        }
        if (pattern.startsWith("*")) {
            return null;
        }
        String[] parts = pattern.split(":", 6);
        if (!parts[0].equals("arn") || parts.length < 6 && !pattern.endsWith("*")) {
            return "is neither an ARN nor *";
        }
        if (parts.length <= SERVICE || Wildcard.hasWildcard(parts[SERVICE])) {
            return "has a wildcard for the service";
        }
        return null;
    }

    /** @param pattern one without a problem */
    static ArnPattern of(String pattern) {
        if (pattern.startsWith("*")) {
            return new ArnPattern(Wildcard.of(pattern), null, false);
        }
        String[] parts = pattern.split(":", 6);
        Wildcard[] segments = new Wildcard[6];
        for (int i = PARTITION; i < parts.length; i++) {
            segments[i] = Wildcard.of(parts[i]);
        }
        return new ArnPattern(null, segments, !parts[SERVICE].equals(MethodArn.SERVICE));
    }

    boolean matches(MethodArn arn) {
        if (whole != null) {
            return whole.matches(arn.toString());
        }
        return !never
                && matches(PARTITION, arn.partition())
                && matches(REGION, arn.region())
                && matches(ACCOUNT, arn.account())
                && matches(RESOURCE, arn.resource());
    }

    private boolean matches(int segment, String text) {
        return segments[segment] == null || segments[segment].matches(text);
    }
}
