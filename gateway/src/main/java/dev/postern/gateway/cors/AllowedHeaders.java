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
     * The value of {@code Access-Control-Allow-Headers}; null for none. {@code *} does not cover Authorization and is
     * literal where credentials are allowed (Fetch standard, "CORS-unsafe request-header names"), so that then the
     * asked names are named, those that are names, once each and not too many.
     */
    String answer(List<String> asked, boolean credentials) {
        if (!any) {
            return listed;
        }
        if (!credentials) {
            return "*,authorization";
        }
        Set<String> names = new LinkedHashSet<>();
        for (String line : asked) {
            if (line.length() > MAX_ASKED_LENGTH) {
                return null;
            }
            for (String part : line.split(",")) {
                String name = part.trim().toLowerCase(Locale.ROOT);
                if (HeaderName.isToken(name) && names.size() < MAX_ECHOED) {
                    names.add(name);
                }
            }
        }
        return names.isEmpty() ? null : String.join(",", names);
    }
}
