package dev.postern.gateway.config;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One whole configuration, decoded and checked for shape. What needs compiling (matches, expressions, origins) is
 * still text here and is checked when the snapshot is built, with the paths kept for messages.
 *
 * @param profile whose contract the gateway's own answers follow
 * @param server the data port
 * @param admin the admin port
 * @param api what method ARNs and {@code $context} are made of
 * @param upstreams backends by name, in order
 * @param functions functions by name, in order
 * @param functionNames all names under {@code functions:}, those without a usable transport included
 * @param authorizers settings by name, in order; {@code open} and {@code deny} are built in and not listed
 * @param identity headers that carry the caller
 * @param cors for routes without their own and for answers without a route; null when absent
 * @param routes in order
 * @param trust PEM files with authorities trusted for outbound calls besides the system's
 * @param log what is logged
 * @param lockout file with the deny list ({@code lockout.file}), absolute; null for none. Not among {@code files}: it has
 *     a watch of its own
 * @param shared what is shared with other gateways; null when nothing is
 * @param plugins code of other people ({@code plugins:}); {@link PluginsConfig#NONE} for none
 * @param patience how long readiness waits for every authorizer before one is enough ({@code start.patience}, 30s)
 * @param hash SHA-256 of the expanded text, first 12 hex digits; names the configuration in metrics and logs
 * @param files every file that was read: the configuration, and what it references; a change of any is a reload. A live
 *     view: it grows while the factories of the authorizers read their settings
 */
public record GatewayConfig(
        Profile profile,
        ServerConfig server,
        AdminConfig admin,
        ApiDescription api,
        Map<String, UpstreamConfig> upstreams,
        Map<String, FunctionConfig> functions,
        Set<String> functionNames,
        Map<String, AuthorizerConfig> authorizers,
        IdentityConfig identity,
        CorsConfig cors,
        List<RouteConfig> routes,
        List<String> trust,
        LogConfig log,
        Path lockout,
        SharedConfig shared,
        PluginsConfig plugins,
        Duration patience,
        String hash,
        List<Path> files) {}
