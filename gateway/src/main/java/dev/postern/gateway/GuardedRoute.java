package dev.postern.gateway;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.RouteRules;
import dev.postern.gateway.config.WebSocketConfig;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.mapping.HeaderMapping;
import dev.postern.gateway.observe.AuthorizerMeters;
import dev.postern.gateway.observe.RouteMeters;
import dev.postern.gateway.observe.UpstreamMeters;
import dev.postern.gateway.route.PathRewrite;

/**
 * One route, compiled: everything the way of a request needs once the match is known, with nothing left to look up.
 *
 * @param key the configured match, such as {@code GET /notes/{id}}; the metric label
 * @param authorizerName name under {@code authorizers:}, {@code open} or {@code deny}
 * @param authorizerType its {@code type:}
 * @param authorizer who decides
 * @param rules what is asked of an admitted caller
 * @param cors the policy that applies: the route's own or the global one
 * @param mapping headers set for the upstream: identity and the route's own
 * @param upstream index of the upstream in the snapshot
 * @param rewrite path for the upstream; null sends the matched path
 * @param allowedSpecials bits of what its paths may hold beyond the default
 * @param bodyLimit bytes; -1 for none
 * @param webSocket how long its WebSockets may last
 */
record GuardedRoute(
        String key,
        String authorizerName,
        String authorizerType,
        Authorizer authorizer,
        RouteRules rules,
        CorsPolicy cors,
        HeaderMapping mapping,
        int upstream,
        PathRewrite rewrite,
        int allowedSpecials,
        long bodyLimit,
        WebSocketConfig webSocket,
        RouteMeters meters,
        AuthorizerMeters authorizerMeters,
        UpstreamMeters upstreamMeters) {

    /** Whether whoever may use the other route may use this one. */
    boolean isGuardedLike(GuardedRoute other) {
        return authorizer == other.authorizer && rules.equals(other.rules);
    }
}
