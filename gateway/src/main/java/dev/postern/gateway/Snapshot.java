package dev.postern.gateway;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Profile;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LockoutFile;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.GatewayResponses;
import dev.postern.gateway.http.RequestHeaderRules;
import dev.postern.gateway.http.TrustedProxies;
import dev.postern.gateway.integration.UpstreamTls;
import dev.postern.gateway.observe.RouteMeters;
import dev.postern.gateway.plugin.Plugins;
import dev.postern.gateway.route.RouteTable;
import dev.postern.gateway.tls.ListenerTls;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything one configuration generation needs, compiled and immutable. Requests hold on to the snapshot they began
 * with; a reload makes a new one and swaps it whole.
 *
 * @param tls what the listener shows its clients; null for clear text
 * @param upstreams in the order routes number them, with their certificates
 * @param plugins code of other people that functions and authorizers may be made of
 * @param functions those that authorizers call
 * @param authorizers by name, without the built-in ones
 * @param lockout the deny list's file; null for none
 * @param unrouted meters of requests without a route
 */
record Snapshot(
        GatewayConfig config,
        ListenerTls tls,
        GatewayResponses responses,
        TrustedProxies trustedProxies,
        RequestHeaderRules headerRules,
        RouteTable<GuardedRoute> routes,
        CorsPolicy cors,
        List<UpstreamKey> upstreams,
        Plugins plugins,
        FunctionRegistry functions,
        Map<String, Authorizer> authorizers,
        LockoutFile lockout,
        RouteMeters unrouted) {

    /**
     * What decides whether a reload keeps an upstream's connections.
     *
     * @param tls with the contents of its certificate files
     */
    record UpstreamKey(UpstreamConfig config, UpstreamTls tls) {}

    Profile profile() {
        return config.profile();
    }

    ApiDescription api() {
        return config.api();
    }

    /** The path below {@code api.basePath}; null outside it. */
    String belowBase(String path) {
        String base = config.api().basePath();
        if (base.isEmpty()) {
            return path;
        }
        if (!path.startsWith(base)) {
            return null;
        }
        if (path.length() == base.length()) {
            return "/";
        }
        return path.charAt(base.length()) == '/' ? path.substring(base.length()) : null;
    }

    /** Starts what needs network, timers and processes. */
    Future<Void> start() {
        return Future.join(functions.start(), startAuthorizers()).mapEmpty();
    }

    /** Starts what fetches keys; functions stay as they are. For a check. */
    Future<Void> startAuthorizers() {
        List<Future<Void>> starting = new ArrayList<>();
        for (Authorizer authorizer : authorizers.values()) {
            starting.add(authorizer.start().recover(t -> Future.succeededFuture()));
        }
        return Future.join(starting).mapEmpty();
    }

    /** Lets go of keys, timers, functions and plug-ins. After the last exchange. */
    void close() {
        authorizers.values().forEach(Authorizer::close);
        functions.close();
        plugins.close();
    }
}
