package dev.postern.gateway.route;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.http.MethodRules;
import dev.postern.gateway.http.RequestTarget;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A configured match: {@code GET /notes/{id}}, {@code ANY /files/{proxy+}} or {@code $default}. A segment is literal,
 * {@code {name}} for any one segment that is not empty, or, last of all, {@code {name+}} for one or more. Literals are
 * held in the canonical form of request paths; case counts (SR-10). Immutable.
 */
public final class RoutePattern {

    /** One part of the path between slashes. */
    record Segment(Kind kind, String text) {}

    /** How a segment matches. */
    enum Kind {
        LITERAL,
        NAME,
        GREEDY
    }

    /** The match of what nothing else serves. */
    public static final String DEFAULT = "$default";

    /** The method of a match that serves every method. */
    static final String ANY = "ANY";

    private final String text;
    private final String method;
    private final List<Segment> segments;

    private RoutePattern(String text, String method, List<Segment> segments) {
        this.text = text;
        this.method = method;
        this.segments = segments;
    }

    /**
     * Reads a match.
     *
     * @param path where it stands in the configuration
     * @return null after reporting what is wrong
     */
    public static RoutePattern parse(String match, Problems problems, String path) {
        if (match.equals(DEFAULT)) {
            return new RoutePattern(match, null, List.of());
        }
        int space = match.indexOf(' ');
        if (space < 0 || space == match.length() - 1) {
            problems.error(
                    path,
                    "'" + match + "' is not a match",
                    match.startsWith("/")
                            ? "put a method before it: \"GET " + match + "\" or \"ANY " + match + "\""
                            : "write \"GET /notes/{id}\", \"ANY /{proxy+}\" or $default");
            return null;
        }
        String method = match.substring(0, space);
        if (!MethodRules.accepts(method)) {
            problems.error(
                    path,
                    "'" + method + "' is not a method that can be routed",
                    "write one such as GET or POST, upper case, or ANY for every method");
            return null;
        }
        List<Segment> segments = segments(match.substring(space + 1), problems, path);
        return segments == null ? null : new RoutePattern(match, method, segments);
    }

    private static List<Segment> segments(String template, Problems problems, String path) {
        if (!template.startsWith("/")) {
            problems.error(path, "'" + template + "' does not start with a slash", "write \"/" + template + "\"");
            return null;
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new LinkedHashSet<>();
        String[] parts = template.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            Segment segment = segment(parts[i], i == parts.length - 1, problems, path);
            if (segment == null) {
                return null;
            }
            if (segment.kind() != Kind.LITERAL && !names.add(segment.text())) {
                problems.error(path, "'" + segment.text() + "' stands twice", "give every parameter its own name");
                return null;
            }
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    private static Segment segment(String part, boolean last, Problems problems, String path) {
        if (part.startsWith("{") && part.endsWith("}")) {
            boolean greedy = part.endsWith("+}");
            String name = part.substring(1, part.length() - (greedy ? 2 : 1));
            if (!isName(name)) {
                problems.error(
                        path,
                        "'" + part + "' has no usable name",
                        "use letters, digits, '_', '-' and '.': {id}, {proxy+}");
                return null;
            }
            if (greedy && !last) {
                problems.error(
                        path, "'" + part + "' is not the last segment", "put it at the end, or write {" + name + "}");
                return null;
            }
            return new Segment(greedy ? Kind.GREEDY : Kind.NAME, name);
        }
        String canonical = part.isEmpty() && last ? "" : literal(part);
        if (canonical == null) {
            problems.error(
                    path,
                    "the segment '" + part + "' cannot match any request",
                    "a segment is not empty or a dot segment, a parameter fills it whole ({id}), and characters that"
                            + " RFC 3986 does not allow in a path are escaped, as %20 and %C3%A9");
            return null;
        }
        return new Segment(Kind.LITERAL, canonical);
    }

    private static String literal(String part) {
        if (part.isEmpty()) {
            return null;
        }
        String canonical = RequestTarget.canonicalPath("/" + part, 0);
        return canonical == null ? null : canonical.substring(1);
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && "_-.".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** {@code GET}, {@code ANY} and the like; null for {@code $default}. */
    public String method() {
        return method;
    }

    public boolean isDefault() {
        return method == null;
    }

    /** Whether every method is served. */
    public boolean isAny() {
        return method == null || method.equals(ANY);
    }

    /** Names of the parameters, in the order of the path. */
    public List<String> parameterNames() {
        List<String> names = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment.kind() != Kind.LITERAL) {
                names.add(segment.text());
            }
        }
        return List.copyOf(names);
    }

    /** Whether the last parameter takes all the rest. */
    public boolean isGreedy() {
        return !segments.isEmpty() && segments.get(segments.size() - 1).kind() == Kind.GREEDY;
    }

    List<Segment> segments() {
        return segments;
    }

    /** The match as configured: the route key of logs and metrics. */
    @Override
    public String toString() {
        return text;
    }
}
