package dev.postern.gateway.admin;

import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.RouteConfig;
import dev.postern.gateway.config.UpstreamConfig;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The part of a configuration that {@code /config} shows. Every value is picked by name; settings of authorizers, mapped
 * headers and the admin section are not among them, so that no secret can come along (SR-137).
 */
final class ConfigSummary {

    private ConfigSummary() {}

    static JsonObject of(GatewayConfig config) {
        JsonObject authorizers = new JsonObject();
        config.authorizers()
                .forEach((name, authorizer) -> authorizers.put(name, new JsonObject().put("type", authorizer.type())));
        JsonObject upstreams = new JsonObject();
        config.upstreams().forEach((name, upstream) -> upstreams.put(name, new JsonObject().put("url", url(upstream))));
        JsonArray routes = new JsonArray();
        config.routes().forEach(route -> routes.add(route(route)));
        return new JsonObject()
                .put("hash", config.hash())
                .put("profile", config.profile().word())
                .put(
                        "api",
                        new JsonObject()
                                .put("id", config.api().id())
                                .put("stage", config.api().stage())
                                .put("basePath", config.api().basePath()))
                .put("authorizers", authorizers)
                .put("upstreams", upstreams)
                .put("routes", routes);
    }

    private static JsonObject route(RouteConfig route) {
        JsonObject json = new JsonObject()
                .put("match", route.match())
                .put("authorizer", route.authorizer())
                .put("upstream", route.upstream());
        if (!route.hosts().isEmpty()) {
            json.put("hosts", new JsonArray(route.hosts()));
        }
        if (!route.rules().scopes().isEmpty()) {
            json.put("scopes", new JsonArray(route.rules().scopes()));
        }
        if (!route.rules().groups().isEmpty()) {
            json.put("groups", new JsonArray(route.rules().groups()));
        }
        return json;
    }

    private static String url(UpstreamConfig upstream) {
        if (upstream.socket() != null) {
            return "unix:" + upstream.socket();
        }
        String host = upstream.host().indexOf(':') < 0 ? upstream.host() : '[' + upstream.host() + ']';
        return (upstream.tls() ? "https://" : "http://") + host + ':' + upstream.port() + upstream.pathPrefix();
    }
}
