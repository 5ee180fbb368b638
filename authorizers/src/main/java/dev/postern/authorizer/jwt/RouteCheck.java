package dev.postern.authorizer.jwt;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.RouteRules;
import java.util.List;
import java.util.Map;

/** A check of a good token that depends on the route, done on every request (SR-108). */
public interface RouteCheck {

    /** Asks nothing. */
    RouteCheck NONE = (claims, rules) -> null;

    /** Null when the token may be used on a route with these rules, else why not. */
    Reason refusal(Map<String, Object> claims, RouteRules rules);

    /** Scopes, groups and claims that a route asks for; each list is any-of, all three must hold. */
    static Reason refusal(VerifiedToken token, RouteRules rules) {
        if (!rules.scopes().isEmpty() && !containsAny(token.scopes(), rules.scopes())) {
            return Reason.SCOPE_MISSING;
        }
        if (!rules.groups().isEmpty() && !containsAny(token.groups(), rules.groups())) {
            return Reason.GROUP_MISSING;
        }
        for (Map.Entry<String, List<String>> rule : rules.claims().entrySet()) {
            Object claim = token.claims().get(rule.getKey());
            boolean met = false;
            for (String text : rule.getValue()) {
                met |= ClaimTexts.matches(claim, text);
            }
            if (!met) {
                return Reason.CLAIM_RULE;
            }
        }
        return null;
    }

    private static boolean containsAny(List<String> held, List<String> asked) {
        for (String one : asked) {
            if (held.contains(one)) {
                return true;
            }
        }
        return false;
    }
}
