package dev.postern.gateway.config;

import dev.postern.authorizer.RouteRules;
import java.util.List;
import java.util.Map;

/**
 * One route.
 *
 * @param path where it stands in the configuration: {@code routes[3]}
 * @param match {@code GET /notes/{id}}, {@code ANY /{proxy+}} or {@code $default}
 * @param hosts host names it serves, {@code *.example.com} for sub-domains; empty for all
 * @param authorizer name of an authorizer, {@code open} or {@code deny}; {@code deny} beside an error
 * @param upstream name of an upstream; null beside an error only
 * @param rules what is asked of an admitted caller
 * @param cors its own policy; null for the global one
 * @param rewrite path sent to the upstream, with {@code {name}} and {@code {proxy}}; null sends the matched path
 * @param bodyLimit bytes of a request body; -1 for the server's limit
 * @param webSocket how long its WebSockets may last
 * @param allowInPath what this route accepts in a path beyond the default: {@code %2F %25 ; //}
 * @param headers request headers set for the upstream: name to mapping expression, in order
 */
public record RouteConfig(
        String path,
        String match,
        List<String> hosts,
        String authorizer,
        String upstream,
        RouteRules rules,
        CorsConfig cors,
        String rewrite,
        long bodyLimit,
        WebSocketConfig webSocket,
        List<String> allowInPath,
        Map<String, String> headers) {}
