package dev.postern.gateway.route;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.MethodRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What docs/request-path.md says about routes without hosts, written down as plainly as can be and with no tree. */
final class PlainMatcher {

    /** Literal before {@code {name}} before {@code {proxy+}}, segment by segment. */
    private static final Comparator<RoutePattern> SPECIFIC = (a, b) -> {
        for (int i = 0; i < Math.min(a.segments().size(), b.segments().size()); i++) {
            int order = a.segments().get(i).kind().compareTo(b.segments().get(i).kind());
            if (order != 0) {
                return order;
            }
        }
        return 0;
    };

    private final Profile profile;
    private final List<RoutePattern> routes;

    PlainMatcher(Profile profile, List<RoutePattern> routes) {
        this.profile = profile;
        this.routes = routes;
    }

    RoutePattern match(String method, String path) {
        List<RoutePattern> serving = matching(path).stream()
                .filter(route -> route.isAny() || route.method().equals(method))
                .toList();
        RoutePattern found =
                switch (profile) {
                    case POSTERN -> best(ofBestPath(path).stream(), method);
                    case HTTP_API ->
                        Stream.<Predicate<RoutePattern>>of(
                                        route -> !route.isGreedy() && !route.isAny(),
                                        route -> route.isGreedy() && !route.isAny(),
                                        route -> !route.isGreedy() && route.isAny(),
                                        route -> route.isGreedy() && route.isAny())
                                .map(kind -> best(serving.stream().filter(kind), method))
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null);
                    case REST_API -> {
                        RoutePattern here = best(ofBestPath(path).stream(), method);
                        yield here != null ? here : best(serving.stream().filter(RoutePattern::isGreedy), method);
                    }
                };
        boolean pathIsThere = profile == Profile.POSTERN && !matching(path).isEmpty();
        return found != null || pathIsThere
                ? found
                : routes.stream().filter(RoutePattern::isDefault).findFirst().orElse(null);
    }

    List<String> allow(String path) {
        if (profile != Profile.POSTERN) {
            return List.of();
        }
        TreeSet<String> methods = new TreeSet<>();
        for (RoutePattern route : ofBestPath(path)) {
            methods.addAll(route.isAny() ? MethodRules.STANDARD : List.of(route.method()));
        }
        return List.copyOf(methods);
    }

    private static RoutePattern best(Stream<RoutePattern> routes, String method) {
        return routes.filter(route -> route.isAny() || route.method().equals(method))
                .min(SPECIFIC.thenComparing(RoutePattern::isAny))
                .orElse(null);
    }

    private List<RoutePattern> matching(String path) {
        List<String> parts = parts(path);
        return routes.stream()
                .filter(route -> !route.isDefault() && matches(route, parts))
                .toList();
    }

    /** All methods of the most specific path. */
    private List<RoutePattern> ofBestPath(String path) {
        List<RoutePattern> matching = matching(path);
        RoutePattern best = matching.stream().min(SPECIFIC).orElse(null);
        return matching.stream()
                .filter(route -> SPECIFIC.compare(route, best) == 0)
                .toList();
    }

    private List<String> parts(String path) {
        String trimmed = profile == Profile.REST_API && path.length() > 1 && path.endsWith("/")
                ? path.substring(0, path.length() - 1)
                : path;
        return List.of(trimmed.replaceAll("/+", "/").substring(1).split("/", -1));
    }

    private boolean matches(RoutePattern route, List<String> parts) {
        List<RoutePattern.Segment> segments = new ArrayList<>(route.segments());
        RoutePattern.Segment last = segments.get(segments.size() - 1);
        if (profile == Profile.REST_API
                && segments.size() > 1
                && last.equals(new RoutePattern.Segment(RoutePattern.Kind.LITERAL, ""))) {
            segments.remove(last);
        }
        if (route.isGreedy() ? parts.size() < segments.size() : parts.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < segments.size(); i++) {
            RoutePattern.Segment segment = segments.get(i);
            boolean fits =
                    switch (segment.kind()) {
                        case LITERAL -> plain(segment.text()).equals(plain(parts.get(i)));
                        case NAME -> !parts.get(i).isEmpty();
                        case GREEDY ->
                            parts.size() > segments.size() || !parts.get(i).isEmpty();
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** Escapes of what may stand raw in a segment are that character. */
    private static String plain(String text) {
        return Pattern.compile("%(2[1467-9A-C]|3[AD]|40)")
                .matcher(text)
                .replaceAll(escape -> java.util.regex.Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }
}
