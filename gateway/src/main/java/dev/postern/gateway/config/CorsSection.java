package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.time.Duration;
import java.util.List;

/**
 * Reads {@code cors:}, at the top or on a route. What the names and origins say, and that an open policy goes without
 * credentials (SR-120), is checked when the policy is compiled.
 */
final class CorsSection {

    private final Settings settings;

    CorsSection(Settings settings) {
        this.settings = settings;
    }

    /** @return null after reporting that there is no list of origins */
    CorsConfig read() {
        if (!settings.has("allowOrigins")) {
            settings.missing("allowOrigins");
        }
        List<String> origins = settings.texts("allowOrigins");
        boolean readable = !origins.isEmpty() || settings.raw("allowOrigins") instanceof List<?> list && list.isEmpty();
        CorsConfig cors = new CorsConfig(
                settings.path(),
                origins,
                settings.texts("allowMethods"),
                settings.texts("allowHeaders"),
                settings.texts("exposeHeaders"),
                settings.flag("allowCredentials", false),
                settings.duration("maxAge", null, Duration.ZERO, Duration.ofHours(24)));
        settings.finish();
        return readable ? cors : null;
    }
}
