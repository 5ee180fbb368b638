package dev.postern.gateway;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.route.RouteMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The path an upstream gets instead of the matched one: {@code /v1/{proxy}}. What comes out is canonical again or the
 * request is refused (SR-2: rewriting must not bring back what matching ruled out).
 */
final class PathRewrite {

    /** Literal texts and parameter names in turn; even places are literal. */
    private final List<String> parts;

    private PathRewrite(List<String> parts) {
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @param parameters names the route's match provides
     * @return the rewrite, or null after a problem was reported
     */
    static PathRewrite parse(String template, Collection<String> parameters, Problems problems, String path) {
        if (!template.startsWith("/")) {
            problems.error(path, "does not start with '/'", "write a path such as /v1/{proxy}");
            return null;
        }
        List<String> parts = new ArrayList<>();
        int at = 0;
        while (true) {
            int open = template.indexOf('{', at);
            if (open < 0) {
                parts.add(template.substring(at));
                return check(parts, problems, path);
            }
            int close = template.indexOf('}', open);
            if (close < 0) {
                problems.error(path, "has a '{' without its '}'", "write {name}");
                return null;
            }
            String name = template.substring(open + 1, close);
            if (!parameters.contains(name)) {
                problems.error(
                        path,
                        "names {" + name + "}, which the match does not have",
                        parameters.isEmpty()
                                ? "the match has no parameters: write a literal path"
                                : "use one of {" + String.join("}, {", parameters) + "}");
                return null;
            }
            parts.add(template.substring(at, open));
            parts.add(name);
            at = close + 1;
        }
    }

    private static PathRewrite check(List<String> parts, Problems problems, String path) {
        StringBuilder sample = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            sample.append(i % 2 == 0 ? parts.get(i) : "x");
        }
        if (!sample.toString().equals(RequestTarget.canonicalPath(sample.toString(), 0))) {
            problems.error(path, "is not a canonical path", "write it without //, dot segments, ; or needless escapes");
            return null;
        }
        return new PathRewrite(parts);
    }

    /** The new path; null when it is not canonical. */
    String apply(RouteMatch<?> match, int allowedSpecials) {
        StringBuilder path = new StringBuilder(64);
        for (int i = 0; i < parts.size(); i++) {
            path.append(i % 2 == 0 ? parts.get(i) : match.parameter(parts.get(i)));
        }
        return RequestTarget.canonicalPath(path.toString(), allowedSpecials);
    }
}
