package dev.postern.gateway;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Problems;
import dev.postern.authorizer.compose.DenyAuthorizer;
import dev.postern.authorizer.compose.OpenAuthorizer;
import dev.postern.gateway.config.RouteConfig;
import dev.postern.gateway.mapping.HeaderMapping;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks at whom a route admits. Refuses rules that somebody gets round, and warns where a backend
 * could take callers of different issuers for one (SR-157): a {@code sub} is unique only within its issuer.
 */
final class AdmissionLint {

    private AdmissionLint() {}

    /**
     * @param type of the authorizer
     * @param authorizer null when it could not be made, which was reported
     */
    static void report(
            RouteConfig route, String type, Authorizer authorizer, HeaderMapping mapping, Problems problems) {
        if (authorizer == null) {
            return;
        }
        // Of the built-in ones the reader has said so already.
        boolean builtIn = authorizer == OpenAuthorizer.INSTANCE || authorizer == DenyAuthorizer.INSTANCE;
        if (!builtIn && !route.rules().isEmpty() && !authorizer.asksRules()) {
            problems.error(
                    route.path() + "." + ruled(route),
                    "is not asked of everybody whom authorizer '" + route.authorizer() + "' admits",
                    "name an authorizer whose every member reads tokens, or remove it");
        }
        if ("lambda".equals(type) && !route.rules().isEmpty()) {
            problems.error(
                    route.path() + "." + ruled(route),
                    "is never met, as the function behind authorizer '" + route.authorizer()
                            + "' gives no token to read",
                    "let the function decide, or name an authorizer that reads tokens");
        }
        Set<String> issuers = authorizer.issuers();
        if (issuers.size() > 1 && !mapping.callerNames().isEmpty() && !mapping.tellsIssuersApart()) {
            problems.warning(
                    route.path() + ".authorizer",
                    "'" + route.authorizer() + "' admits callers of several issuers ("
                            + String.join(", ", new TreeSet<>(issuers))
                            + "), and no header tells them apart: a sub is unique only within its issuer",
                    "set one for the backend to look at, such as X-Issuer: $context.authorizer.claims.iss");
        }
    }

    private static String ruled(RouteConfig route) {
        if (!route.rules().scopes().isEmpty()) {
            return "scopes";
        }
        return route.rules().groups().isEmpty() ? "claims" : "groups";
    }
}
