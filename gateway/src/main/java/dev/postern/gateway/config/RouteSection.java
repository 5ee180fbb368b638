package dev.postern.gateway.config;

import dev.postern.authorizer.RouteRules;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one entry of {@code routes:}. Match, rewrite, header names and expressions are checked when they are compiled, as
 * is that no two routes serve the same.
 */
final class RouteSection {

    private static final List<String> SPECIALS = List.of("%2F", "%25", ";", "//");

    private final Settings settings;
    private final Set<String> authorizers;
    private final Set<String> usableAuthorizers;
    private final Set<String> upstreams;
    private final Set<String> usableUpstreams;

    /**
     * @param authorizers all names, {@code open} and {@code deny} included
     * @param usableAuthorizers those without an error of their own
     * @param upstreams all names
     * @param usableUpstreams those without an error of their own
     */
    RouteSection(
            Settings settings,
            Set<String> authorizers,
            Set<String> usableAuthorizers,
            Set<String> upstreams,
            Set<String> usableUpstreams) {
        this.settings = settings;
        this.authorizers = authorizers;
        this.usableAuthorizers = usableAuthorizers;
        this.upstreams = upstreams;
        this.usableUpstreams = usableUpstreams;
    }

    /** @return null when the route has no match */
    RouteConfig read() {
        String match = settings.requiredText("match");
        List<String> hosts = hosts();
        String authorizer = name("authorizer", authorizers);
        LaterKeys.refuse(
                settings, "function", "integration", "apiKeyRequired", "throttle", "validate", "respond", "response");
        boolean elsewhere =
                settings.keys().contains("function") || settings.keys().contains("respond");
        String upstream = elsewhere && !settings.has("upstream") ? null : name("upstream", upstreams);
        RouteRules rules = new RouteRules(settings.texts("scopes"), settings.texts("groups"), claims());
        if (!rules.isEmpty() && ("open".equals(authorizer) || "deny".equals(authorizer))) {
            String key = !rules.scopes().isEmpty() ? "scopes" : !rules.groups().isEmpty() ? "groups" : "claims";
            settings.problem(
                    key,
                    "is never looked at, as authorizer '" + authorizer + "' reads no token",
                    "name an authorizer that does, or remove it");
        }
        Settings ownCors = settings.section("cors");
        CorsConfig cors = ownCors == null ? null : new CorsSection(ownCors).read();
        String rewrite = settings.textIfPresent("path");
        long bodyLimit = settings.size("bodyLimit", -1, 0, 1L << 40);
        WebSocketConfig webSocket = webSocket(match, authorizer);
        List<String> allowInPath = allowInPath();
        Map<String, String> headers = Map.of();
        Settings request = settings.section("request");
        if (request != null) {
            headers = request.textMap("headers");
            String moved = request.textIfPresent("path");
            if (moved != null && settings.has("path")) {
                request.problem("path", "the route has a path already", "keep one of them");
            }
            rewrite = rewrite == null ? moved : rewrite;
            LaterKeys.refuse(request, "templates", "body", "query", "passthrough", "emptyBody");
            request.finish();
        }
        settings.finish();
        if (match == null) {
            return null;
        }
        return new RouteConfig(
                settings.path(),
                match.strip().replaceAll("\\s+", " "),
                hosts,
                usableAuthorizers.contains(authorizer) ? authorizer : "deny",
                usableUpstreams.contains(upstream) ? upstream : null,
                rules,
                cors,
                rewrite,
                bodyLimit,
                webSocket,
                allowInPath,
                headers);
    }

    private WebSocketConfig webSocket(String match, String authorizer) {
        Settings section = settings.section("webSocket");
        if (section == null) {
            return WebSocketConfig.DEFAULT;
        }
        String method = match == null ? "" : match.strip().split("\\s", 2)[0];
        if (match != null && !List.of("GET", "ANY", "$default").contains(method)) {
            settings.problem(
                    "webSocket", "is for requests that this route never gets", "WebSockets are opened with GET");
        }
        WebSocketConfig standard = WebSocketConfig.DEFAULT;
        WebSocketConfig read = new WebSocketConfig(
                section.duration("idle", standard.idle(), Duration.ofMillis(100), Duration.ofHours(24)),
                section.flag("closeOnExpiry", standard.closeOnExpiry()));
        if (section.has("closeOnExpiry") && ("open".equals(authorizer) || "deny".equals(authorizer))) {
            section.problem(
                    "closeOnExpiry",
                    "is never looked at, as authorizer '" + authorizer + "' reads no token",
                    "name an authorizer that does, or remove it");
        }
        section.finish();
        return read;
    }

    /** Null after reporting; a name that nobody has would otherwise leave the route without a guard (SR-114). */
    private String name(String key, Set<String> known) {
        String name = settings.requiredText(key);
        if (name != null && !known.contains(name)) {
            String all = known.isEmpty() ? "none is defined" : "known are " + String.join(", ", known);
            settings.problem(key, "there is no " + key + " '" + name + "'" + Suggestion.of(name, known), all);
            return null;
        }
        return name;
    }

    private List<String> hosts() {
        List<String> hosts = new ArrayList<>();
        List<String> written = settings.texts("hosts");
        for (int i = 0; i < written.size(); i++) {
            String host = written.get(i);
            if (!HostText.isRouteHost(host)) {
                settings.problems()
                        .error(
                                settings.path("hosts") + "[" + i + "]",
                                "'" + host + "' is not a host name",
                                "write api.example.com or \"*.example.com\", without scheme and port");
            }
            hosts.add(HostText.lower(host));
        }
        if (settings.raw("hosts") instanceof List<?> list && list.isEmpty()) {
            settings.problem("hosts", "is empty", "list host names, or remove it to serve all");
        }
        return List.copyOf(hosts);
    }

    private Map<String, List<String>> claims() {
        Settings section = settings.section("claims");
        if (section == null) {
            return Map.of();
        }
        Map<String, List<String>> claims = new LinkedHashMap<>();
        for (String claim : section.keys()) {
            Object value = section.raw(claim);
            if (value instanceof Boolean || value instanceof Long) {
                claims.put(claim, List.of(String.valueOf(value)));
                continue;
            }
            List<String> texts;
            if (value instanceof List<?>) {
                texts = section.texts(claim);
            } else {
                String text = section.textIfPresent(claim);
                texts = text == null ? List.of() : List.of(text);
            }
            if (value instanceof List<?> list && list.isEmpty()) {
                section.problem(claim, "is empty", "list at least one value");
            }
            claims.put(claim, texts);
        }
        return claims;
    }

    private List<String> allowInPath() {
        List<String> allowed = new ArrayList<>();
        List<String> written = settings.texts("allowInPath");
        for (int i = 0; i < written.size(); i++) {
            if (SPECIALS.contains(written.get(i))) {
                allowed.add(written.get(i));
            } else {
                settings.problems()
                        .error(
                                settings.path("allowInPath") + "[" + i + "]",
                                "'" + written.get(i) + "' cannot be allowed",
                                "list some of \"%2F\", \"%25\", \";\", \"//\"");
            }
        }
        return List.copyOf(allowed);
    }
}
