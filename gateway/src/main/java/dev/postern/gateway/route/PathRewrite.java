package dev.postern.gateway.route;

import dev.postern.authorizer.Problems;
import dev.postern.authorizer.Suggestion;
import dev.postern.gateway.http.RequestTarget;
import java.util.ArrayList;
import java.util.List;

/**
 * The path a route sends upstream ({@code path: "/v1/{proxy}"}): literal text with {@code {name}} for what the
 * parameters of the match hold, greedy ones without their plus. Its result is made canonical again (SR-2). Immutable.
 */
public final class PathRewrite {

    /** Literal text and parameter names in turn, starting with text. */
    private final List<String> parts;

    private PathRewrite(List<String> parts) {
        this.parts = parts;
    }

    /**
     * Compiles a template.
     *
     * @param path where it stands in the configuration
     * @return null after reporting what is wrong
     */
    public static PathRewrite compile(String template, RoutePattern pattern, Problems problems, String path) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (true) {
            int open = template.indexOf('{', from);
            parts.add(template.substring(from, open < 0 ? template.length() : open));
            if (open < 0) {
                break;
            }
            int close = template.indexOf('}', open);
            String name = close < 0 ? template.substring(open + 1) : template.substring(open + 1, close);
            if (close < 0 || !pattern.parameterNames().contains(name)) {
                problems.error(
                        path,
                        "'{" + name + "}' is no parameter of '" + pattern + "'"
                                + Suggestion.of(name, pattern.parameterNames()),
                        pattern.parameterNames().isEmpty()
                                ? "the match has no parameters; write the path out"
                                : "use {" + String.join("}, {", pattern.parameterNames()) + "}");
                return null;
            }
            parts.add(name);
            from = close + 1;
        }
        PathRewrite rewrite = new PathRewrite(List.copyOf(parts));
        if (rewrite.canonical(name -> "x", 0) == null) {
            problems.error(
                    path,
                    "'" + template + "' does not make a canonical path",
                    "start with one slash, without query, dot segments or empty segments, as \"/v1/{proxy}\"");
            return null;
        }
        return rewrite;
    }

    /**
     * Writes the upstream path of one request.
     *
     * @param allowedSpecials bits of what the route accepts in a path
     * @return null when the result is not canonical: the request is to be refused
     */
    public String apply(RouteMatch<?> match, int allowedSpecials) {
        return canonical(match::parameter, allowedSpecials);
    }

    private interface Values {
        String of(String name);
    }

    private String canonical(Values values, int allowedSpecials) {
        StringBuilder out = new StringBuilder(64);
        for (int i = 0; i < parts.size(); i++) {
            String value = i % 2 == 0 ? parts.get(i) : values.of(parts.get(i));
            if (value == null) {
                return null;
            }
            out.append(value);
        }
        return RequestTarget.canonicalPath(out.toString(), allowedSpecials);
    }
}
