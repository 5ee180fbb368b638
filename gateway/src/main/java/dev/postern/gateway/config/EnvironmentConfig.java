package dev.postern.gateway.config;

import dev.postern.authorizer.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns {@code POSTERN_} variables into a configuration: one backend, one authorizer, everything guarded that is not
 * listed as public. Never fails open (SR-156): what is missing, empty, unknown or contradictory is an error, and a
 * public path can never be the whole API.
 */
final class EnvironmentConfig {

    private static final Set<String> LISTS = Set.of(
            "POSTERN_CLIENTS",
            "POSTERN_AUDIENCES",
            "POSTERN_ALLOW_ORIGINS",
            "POSTERN_PUBLIC_PATHS",
            "POSTERN_TRUSTED_PROXIES");

    /** What is set, without surrounding spaces; what is set but empty is here too, reported already. */
    private final Map<String, String> values = new LinkedHashMap<>();

    private final EnvironmentPlaces places;
    private final ConfigProblems problems;

    EnvironmentConfig(EnvironmentPlaces places, ConfigProblems problems) {
        this.places = places;
        this.problems = problems;
    }

    /** The YAML that says the same; with errors it is only good for finding more of them. */
    String yaml(Map<String, String> environment) {
        collect(EnvironmentVariables.of(environment));
        StringBuilder yaml = new StringBuilder("# Made from the environment.\n");
        listener(yaml, "server", "POSTERN_HOST", "POSTERN_PORT");
        listener(yaml, "admin", "POSTERN_ADMIN_HOST", "POSTERN_ADMIN_PORT");
        if (hasValue("POSTERN_BASE_PATH")) {
            yaml.append("api:\n");
            line(yaml, "  basePath", "api.basePath", "POSTERN_BASE_PATH");
        }
        yaml.append("upstreams:\n  backend:\n");
        places.came("upstreams", "POSTERN_UPSTREAM");
        if (!values.containsKey("POSTERN_UPSTREAM")) {
            error("POSTERN_UPSTREAM", "is not set", "set it to the address of the backend, http://127.0.0.1:3000");
        }
        line(yaml, "    url", "upstreams.backend.url", "POSTERN_UPSTREAM");
        if (!hasValue("POSTERN_UPSTREAM")) {
            yaml.append("    url: http://127.0.0.1:3000\n");
        }
        authorizer(yaml);
        cors(yaml);
        routes(yaml);
        return yaml.toString();
    }

    private void collect(Map<String, String> variables) {
        List<String> links = new ArrayList<>();
        variables.forEach((name, value) -> {
            if (EnvironmentVariables.isServiceLink(name, value)) {
                links.add(name);
            } else if (!EnvironmentVariables.KNOWN.contains(name)) {
                error(
                        name,
                        "is not known" + Suggestion.of(name, EnvironmentVariables.KNOWN),
                        "known are " + String.join(", ", EnvironmentVariables.KNOWN));
            } else if (value.isBlank()) {
                error(name, "is set but empty", "give it a value, or unset it");
                values.put(name, "");
            } else {
                values.put(name, value.strip());
            }
        });
        if (!links.isEmpty()) {
            problems.add(
                    Problem.Severity.WARNING,
                    EnvironmentPlaces.of(links.get(0)),
                    "is a service link of Kubernetes and ignored" + (links.size() > 1 ? ", with others like it" : ""),
                    "set enableServiceLinks: false in the pod");
        }
    }

    private void listener(StringBuilder yaml, String section, String host, String port) {
        boolean proxies = section.equals("server") && hasValue("POSTERN_TRUSTED_PROXIES");
        if (!hasValue(host) && !hasValue(port) && !proxies) {
            return;
        }
        yaml.append(section).append(":\n");
        places.came(section, port);
        line(yaml, "  host", section + ".host", host);
        if (hasValue(port)) {
            String number = values.get(port);
            places.came(section + ".port", port);
            yaml.append("  port: ")
                    .append(number.matches("[0-9]{1,9}") ? number.replaceFirst("^0+(?=.)", "") : quoted(number))
                    .append('\n');
        }
        if (proxies) {
            line(yaml, "  trustedProxies", "server.trustedProxies", "POSTERN_TRUSTED_PROXIES");
        }
    }

    private void authorizer(StringBuilder yaml) {
        boolean pool = values.containsKey("POSTERN_USER_POOL");
        boolean issuer = values.containsKey("POSTERN_ISSUER");
        boolean clients = values.containsKey("POSTERN_CLIENTS");
        boolean audiences = values.containsKey("POSTERN_AUDIENCES");
        if (!pool && !issuer) {
            error(
                    "POSTERN_USER_POOL",
                    "is not set, nor is POSTERN_ISSUER",
                    "set one of them, so that there is somebody whose tokens are good");
        } else if (pool && issuer) {
            error("POSTERN_ISSUER", "is set beside POSTERN_USER_POOL", "keep one of them");
        }
        if (!clients && !audiences) {
            error(
                    "POSTERN_CLIENTS",
                    "is not set, nor is POSTERN_AUDIENCES",
                    "set the app clients of the user pool, or the audiences of the issuer");
        } else if (clients && audiences) {
            error("POSTERN_AUDIENCES", "is set beside POSTERN_CLIENTS", "keep one of them");
        } else if (audiences && pool) {
            error("POSTERN_AUDIENCES", "does not belong to a user pool", "set POSTERN_CLIENTS instead");
        }
        String use = values.get("POSTERN_TOKEN_USE");
        if (use != null && audiences && !clients) {
            error("POSTERN_TOKEN_USE", "is of no use with POSTERN_AUDIENCES", "unset it");
        } else if (use != null
                && !use.isEmpty()
                && !Set.of("id", "access", "any").contains(use)) {
            error("POSTERN_TOKEN_USE", "is not known", "set it to id, access or any");
        }
        places.came("authorizers", pool ? "POSTERN_USER_POOL" : "POSTERN_ISSUER");
        yaml.append("authorizers:\n  users:\n    type: ")
                .append(audiences ? "jwt" : "cognito")
                .append('\n');
        line(yaml, "    userPool", "authorizers.users.userPool", "POSTERN_USER_POOL");
        line(yaml, "    issuer", "authorizers.users.issuer", "POSTERN_ISSUER");
        line(yaml, "    jwks", "authorizers.users.jwks", "POSTERN_JWKS");
        line(yaml, "    clients", "authorizers.users.clients", "POSTERN_CLIENTS");
        line(yaml, "    audiences", "authorizers.users.audiences", "POSTERN_AUDIENCES");
        if (use != null) {
            line(yaml, "    tokenUse", "authorizers.users.tokenUse", "POSTERN_TOKEN_USE");
        } else if (!audiences) {
            yaml.append("    tokenUse: id\n");
        }
    }

    private void cors(StringBuilder yaml) {
        if (hasValue("POSTERN_ALLOW_ORIGINS")) {
            yaml.append("cors:\n");
            places.came("cors", "POSTERN_ALLOW_ORIGINS");
            line(yaml, "  allowOrigins", "cors.allowOrigins", "POSTERN_ALLOW_ORIGINS");
            yaml.append("  allowHeaders: [authorization, content-type]\n  maxAge: 10m\n");
        }
    }

    private void routes(StringBuilder yaml) {
        yaml.append("routes:\n");
        Set<String> open = new LinkedHashSet<>();
        if (hasValue("POSTERN_PUBLIC_PATHS")) {
            for (String match : list("POSTERN_PUBLIC_PATHS")) {
                open.addAll(publicMatches(match));
            }
        }
        int index = 0;
        for (String match : open) {
            places.came("routes[" + index++ + "]", "POSTERN_PUBLIC_PATHS");
            yaml.append("  - { match: ").append(quoted(match)).append(", authorizer: open, upstream: backend }\n");
        }
        yaml.append("  - { match: $default, authorizer: users, upstream: backend }\n");
    }

    /** A bare path means GET and HEAD of exactly it; what would open the whole API is refused. */
    private List<String> publicMatches(String entry) {
        String[] parts = entry.split("\\s+");
        String path = parts[parts.length - 1];
        if (path.equals("$default") || path.matches("/*(\\{[^/]*\\+\\})?/*")) {
            error(
                    "POSTERN_PUBLIC_PATHS",
                    "'" + entry + "' would open everything",
                    "list what is public, such as /health or GET /assets/{proxy+}");
            return List.of();
        }
        if (parts.length > 2 || !path.startsWith("/") || path.contains("*") || path.contains("?")) {
            error(
                    "POSTERN_PUBLIC_PATHS",
                    "'" + entry + "' is not a route match",
                    "list paths such as /health, or matches such as GET /assets/{proxy+}");
            return List.of();
        }
        return parts.length == 2 ? List.of(parts[0] + " " + path) : List.of("GET " + path, "HEAD " + path);
    }

    private boolean hasValue(String variable) {
        return !values.getOrDefault(variable, "").isEmpty();
    }

    private void line(StringBuilder yaml, String key, String path, String variable) {
        if (!hasValue(variable)) {
            return;
        }
        places.came(path, variable);
        boolean isList = LISTS.contains(variable);
        yaml.append(key).append(": ");
        if (isList) {
            yaml.append('[')
                    .append(String.join(
                            ", ",
                            list(variable).stream()
                                    .map(EnvironmentConfig::quoted)
                                    .toList()))
                    .append("]\n");
        } else {
            yaml.append(quoted(values.get(variable))).append('\n');
        }
    }

    private List<String> list(String variable) {
        List<String> elements = new ArrayList<>();
        String value = values.get(variable);
        for (String element : value.split(",", -1)) {
            if (element.isBlank()) {
                error(variable, "has an empty element", "separate the elements with one comma each");
            } else {
                elements.add(element.strip());
            }
        }
        return elements;
    }

    private void error(String variable, String what, String right) {
        problems.add(Problem.Severity.ERROR, EnvironmentPlaces.of(variable), what, right);
    }

    /** In double quotes; nothing in it is a placeholder any more. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        String escaped = text.replace("${", "$${");
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20 || c >= 0x7f) {
                quoted.append(String.format("\\u%04X", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
