package dev.postern.authorizer;

import java.util.List;
import java.util.Map;

/**
 * What a route asks of a caller beyond a valid credential. Re-checked on every request, cached token or not (SR-108).
 *
 * @param scopes any one of them must be in the token's {@code scope} or {@code scp}; empty asks nothing
 * @param groups any one of them must be in {@code cognito:groups} (jwt: {@code groups}); empty asks nothing
 * @param claims every named claim must equal, or as an array contain, one of the listed texts; empty asks nothing
 */
public record RouteRules(List<String> scopes, List<String> groups, Map<String, List<String>> claims) {

    /** A route that asks nothing more. */
    public static final RouteRules NONE = new RouteRules(List.of(), List.of(), Map.of());

    public RouteRules {
        scopes = List.copyOf(scopes);
        groups = List.copyOf(groups);
        claims = Map.copyOf(claims);
    }

    public boolean isEmpty() {
        return scopes.isEmpty() && groups.isEmpty() && claims.isEmpty();
    }
}
