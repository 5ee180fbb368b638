package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.time.Duration;
import java.util.List;

/** Reads {@code cors:}, at the top or on a route. The origins are compiled, and their form checked, later. */
final class CorsSection {

    private final Settings settings;

    CorsSection(Settings settings) {
        this.settings = settings;
    }

    CorsConfig read() {
        List<String> origins = settings.texts("allowOrigins");
        if (!settings.has("allowOrigins")) {
            settings.missing("allowOrigins");
        } else if (origins.isEmpty() && settings.raw("allowOrigins") instanceof List<?> list && list.isEmpty()) {
            settings.problem("allowOrigins", "is empty", "list origins such as \"https://app.example.com\"");
        }
        List<String> methods = settings.texts("allowMethods");
        List<String> headers = settings.texts("allowHeaders");
        List<String> exposed = settings.texts("exposeHeaders");
        names("allowMethods", methods, "a method");
        names("allowHeaders", headers, "a header name");
        names("exposeHeaders", exposed, "a header name");
        boolean credentials = settings.flag("allowCredentials", false);
        if (credentials && (origins.contains("*") || origins.contains("https://*"))) {
            // SR-120.
            settings.problem(
                    "allowCredentials",
                    "would let every site act with the caller's cookies, as allowOrigins is open",
                    "list the origins one by one, or remove allowCredentials");
        }
        Duration maxAge = settings.duration("maxAge", null, Duration.ZERO, Duration.ofHours(24));
        settings.finish();
        return new CorsConfig(settings.path(), origins, methods, headers, exposed, credentials, maxAge);
    }

    private void names(String key, List<String> names, String kind) {
        for (String name : names) {
            if (!HeaderNames.isToken(name)) {
                settings.problem(key, "'" + name + "' is not " + kind, "list " + kind + " each, or \"*\"");
            }
        }
    }
}
