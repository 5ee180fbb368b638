package dev.postern.gateway.cors;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.CorsConfig;
import dev.postern.gateway.http.MethodRules;
import java.util.Collection;
import java.util.List;

/** {@code allowMethods}: a list, {@code *}, or by default what the routes of the path serve. */
final class AllowedMethods {

    private final boolean any;
    private final String listed;

    private AllowedMethods(boolean any, String listed) {
        this.any = any;
        this.listed = listed;
    }

    static AllowedMethods of(CorsConfig config, Problems problems) {
        List<String> methods = config.allowMethods();
        for (int i = 0; i < methods.size(); i++) {
            String method = methods.get(i);
            if (!method.equals("*") && !MethodRules.accepts(method)) {
                problems.error(
                        config.path() + ".allowMethods[" + i + "]",
                        "'" + method + "' is not a method",
                        "write one such as GET, upper case, or \"*\"");
            }
        }
        return new AllowedMethods(methods.contains("*"), methods.isEmpty() ? null : String.join(",", methods));
    }

    /** Null for none. Browsers take {@code *} literally where credentials are allowed, so there the asked one is named. */
    String answer(String asked, Collection<String> served, boolean credentials) {
        if (any) {
            if (!credentials) {
                return "*";
            }
            return asked != null && MethodRules.accepts(asked) ? asked : null;
        }
        return listed != null ? listed : String.join(",", served);
    }
}
