package dev.postern.gateway;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.RouteRules;
import dev.postern.authorizer.token.Credentials;
import dev.postern.authorizer.token.StrictJson;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What a denial by a rule of the route says beyond its reason: the rule, and the token, which was found good before. */
final class BrokenRule {

    private BrokenRule() {}

    /** What the route asks for; null for a denial that no rule of the route is behind. */
    static String rule(Reason reason, RouteRules rules) {
        return switch (reason) {
            case SCOPE_MISSING -> "the route asks for one of these scopes: " + String.join(", ", rules.scopes());
            case GROUP_MISSING -> "the route asks for one of these groups: " + String.join(", ", rules.groups());
            case CLAIM_RULE -> {
                StringBuilder text = new StringBuilder("the route asks for these claims:");
                rules.claims()
                        .forEach((name, values) ->
                                text.append('\n').append(name).append(": ").append(String.join(" or ", values)));
                yield text.toString();
            }
            default -> null;
        };
    }

    /**
     * The claims of the one token among these sources.
     *
     * @return empty where there is no such token
     */
    static Map<String, Object> claims(AuthorizationRequest request, List<CredentialSource> sources) {
        String token = new Credentials(sources).find(request).token();
        String[] parts = token == null ? new String[0] : token.split("\\.");
        if (parts.length != 3) {
            return Map.of();
        }
        Map<String, Object> claims;
        try {
            claims = StrictJson.object(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IllegalArgumentException e) {
            claims = null;
        }
        return claims == null ? Map.of() : claims;
    }
}
