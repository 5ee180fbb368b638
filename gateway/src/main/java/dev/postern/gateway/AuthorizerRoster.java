package dev.postern.gateway;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Problems;
import dev.postern.authorizer.Suggestion;
import dev.postern.authorizer.compose.DenyAuthorizer;
import dev.postern.authorizer.compose.OpenAuthorizer;
import dev.postern.gateway.config.AuthorizerConfig;
import dev.postern.gateway.config.GatewayConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes the authorizers of one configuration, each once. One that asks others gets them made first, wherever they stand;
 * one that would ask itself, directly or through others, is an error that shows the circle.
 */
final class AuthorizerRoster {

    private final GatewayConfig config;
    private final Surroundings surroundings;
    private final FunctionRegistry functions;
    private final Problems problems;
    private final Map<String, AuthorizerFactory> factories;
    /** What came of each that was tried; null for one with wrong settings. */
    private final Map<String, Authorizer> made = new HashMap<>();
    /** Those that are being made, each asked for by the one before it. */
    private final Set<String> underWay = new LinkedHashSet<>();

    /** @param factories by the word after {@code type:}, in the order in which messages name them */
    AuthorizerRoster(
            GatewayConfig config,
            Surroundings surroundings,
            FunctionRegistry functions,
            Problems problems,
            Map<String, AuthorizerFactory> factories) {
        this.config = config;
        this.surroundings = surroundings;
        this.functions = functions;
        this.problems = problems;
        this.factories = factories;
    }

    /** All that could be made, in the order of the configuration, without the built-in ones. */
    Map<String, Authorizer> make() {
        Map<String, Authorizer> authorizers = new LinkedHashMap<>();
        for (String name : config.authorizers().keySet()) {
            Authorizer authorizer = find(name);
            if (authorizer != null) {
                authorizers.put(name, authorizer);
            }
        }
        return authorizers;
    }

    /** Null when there is none of that name, and when it could not be made, which was reported. */
    Authorizer find(String name) {
        switch (name) {
            case OpenAuthorizer.NAME:
                return OpenAuthorizer.INSTANCE;
            case DenyAuthorizer.NAME:
                return DenyAuthorizer.INSTANCE;
            default:
                break;
        }
        AuthorizerConfig settings = config.authorizers().get(name);
        if (settings == null || made.containsKey(name)) {
            return made.get(name);
        }
        if (underWay.contains(name)) {
            reportCircle(name);
            return null;
        }
        underWay.add(name);
        Authorizer authorizer = create(settings);
        underWay.remove(name);
        made.put(name, authorizer);
        return authorizer;
    }

    private Authorizer create(AuthorizerConfig settings) {
        AuthorizerFactory factory = factories.get(settings.type());
        if (factory == null) {
            settings.settings()
                    .problem(
                            "type",
                            "'" + settings.type() + "' is not known"
                                    + Suggestion.of(settings.type(), factories.keySet()),
                            "write one of " + String.join(", ", factories.keySet()));
            return null;
        }
        return factory.create(
                surroundings.authorizerContext(settings.name(), config, functions, this), settings.settings());
    }

    /** The names that may stand where an authorizer is named. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(config.authorizers().keySet());
        names.add(OpenAuthorizer.NAME);
        names.add(DenyAuthorizer.NAME);
        return names;
    }

    private void reportCircle(String name) {
        List<String> circle = new ArrayList<>(underWay);
        circle = circle.subList(circle.indexOf(name), circle.size());
        problems.unknownKey(
                "authorizers." + circle.get(circle.size() - 1),
                "asks itself: " + String.join(" → ", circle) + " → " + name,
                "remove one of these from the list of the one before it");
    }
}
