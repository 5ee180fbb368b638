package dev.postern.gateway.cors;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.CorsConfig;
import dev.postern.gateway.http.HeaderName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** {@code allowHeaders}: a list, or {@code *}. */
final class AllowedHeaders {

    /** More than any page asks for; bounds the work of one preflight (SR-128). */
    private static final int MAX_ECHOED = 64;

    private static final int MAX_ASKED_LENGTH = 4096;

    private final boolean any;
    private final String listed;

    private AllowedHeaders(boolean any, String listed) {
        this.any = any;
        this.listed = listed;
    }

    static AllowedHeaders of(CorsConfig config, Problems problems) {
        checkNames(config.allowHeaders(), config.path() + ".allowHeaders", problems);
        return new AllowedHeaders(
                config.allowHeaders().contains("*"),
                config.allowHeaders().isEmpty() ? null : String.join(",", config.allowHeaders()));
    }

    static void checkNames(List<String> names, String path, Problems problems) {
        for (int i = 0; i < names.size(); i++) {
            if (!HeaderName.isToken(names.get(i))) {
                problems.error(
                        path + "[" + i + "]",
                        "'" + names.get(i) + "' is not a header name",
                        "write one name per entry: [authorization, content-type]");
            }
        }
    }

    /**
     * The value of {@code Access-Control-Allow-Headers}; null for none. {@code *} does not cover Authorization (Fetch
     * standard, "CORS non-wildcard request-header name"), so that it is named where it is asked for; where credentials
     * are allowed {@code *} is literal, so that there every asked name is named, once each and not too many.
     */
    String answer(List<String> asked, boolean credentials) {
        if (!any) {
            return listed;
        }
        Set<String> names = names(asked);
        if (!credentials) {
            return names.contains("authorization") ? "*,authorization" : "*";
        }
        return names.isEmpty() ? null : String.join(",", names);
    }

    private static Set<String> names(List<String> lines) {
        Set<String> names = new LinkedHashSet<>();
        int length = 0;
        for (String line : lines) {
            length += line.length();
            if (length > MAX_ASKED_LENGTH) {
                return Set.of();
            }
            for (String part : line.split(",")) {
                String name = part.trim().toLowerCase(Locale.ROOT);
                if (names.size() < MAX_ECHOED && HeaderName.isToken(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
