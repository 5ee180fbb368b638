package dev.postern.gateway.mapping;

import dev.postern.authorizer.Problems;
import java.util.Set;

/**
 * One mapping value: {@code $context.…}, {@code $request.…}, {@code $stageVariables.…}, an Amazon spelling, or a
 * {@code 'quoted literal'}. Parsed once, rendered per request. {@link ExpressionParser} holds the grammar.
 */
public final class Expression {

    /** Reads one value of a request; null when it is missing. */
    @FunctionalInterface
    interface Source {
        String read(MappingContext context);
    }

    /** What the built-in token authorizers put beside the claims. */
    private static final Set<String> SAME_FOR_ALL = Set.of(".principalId", ".username", ".email", ".groups");

    private final String text;
    private final boolean readsCaller;
    private final Source source;

    Expression(String text, boolean readsCaller, Source source) {
        this.text = text;
        this.readsCaller = readsCaller;
        this.source = source;
    }

    /**
     * Parses a mapping value.
     *
     * @param path where it stands in the configuration
     * @return null after reporting why it is not one
     */
    public static Expression parse(String text, Problems problems, String path) {
        return new ExpressionParser(text, problems, path).parse();
    }

    /** The value for one request; null when it is missing, and for an empty one. */
    public String render(MappingContext context) {
        String value = source.read(context);
        return value == null || value.isEmpty() ? null : value;
    }

    /** Whether it reads {@code $context.authorizer.*} or {@code $context.identity.*}: such a header is protected. */
    public boolean readsCaller() {
        return readsCaller;
    }

    /** Whether it differs between two callers whose {@code sub} is the same (SR-157). */
    boolean namesIssuer() {
        int authorizer = text.indexOf("context.authorizer");
        if (authorizer < 0 || !readsCaller) {
            return false;
        }
        String value = text.substring(authorizer + "context.authorizer".length());
        return value.startsWith(".claims") || value.startsWith("['claims")
                ? value.endsWith(".iss") || value.endsWith("['iss']")
                : !SAME_FOR_ALL.contains(value);
    }

    /** As the configuration writes it. */
    @Override
    public String toString() {
        return text;
    }
}
