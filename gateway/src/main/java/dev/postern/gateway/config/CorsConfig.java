package dev.postern.gateway.config;

import java.time.Duration;
import java.util.List;

/**
 * Who may read answers from another origin.
 *
 * @param path where it stands in the configuration, for messages
 * @param allowOrigins exact origins, {@code *}, {@code https://*}, or a wildcard sub-domain
 *     {@code https://*.example.com}
 * @param allowMethods methods or {@code *}; empty means the methods that the path's routes serve
 * @param allowHeaders header names or {@code *}
 * @param exposeHeaders header names or {@code *}
 * @param allowCredentials never together with {@code *} in allowOrigins (SR-120)
 * @param maxAge how long a preflight may be cached; null leaves it to the browser
 */
public record CorsConfig(
        String path,
        List<String> allowOrigins,
        List<String> allowMethods,
        List<String> allowHeaders,
        List<String> exposeHeaders,
        boolean allowCredentials,
        Duration maxAge) {}
