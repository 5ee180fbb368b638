package dev.postern.gateway;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.AuthorizerConfig;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LockoutFile;
import dev.postern.gateway.config.RouteConfig;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.GatewayResponses;
import dev.postern.gateway.http.PathSpecial;
import dev.postern.gateway.http.RequestHeaderRules;
import dev.postern.gateway.http.TrustedProxies;
import dev.postern.gateway.identity.HeaderEncoding;
import dev.postern.gateway.integration.UpstreamTls;
import dev.postern.gateway.mapping.HeaderMapping;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.plugin.Plugins;
import dev.postern.gateway.route.PathRewrite;
import dev.postern.gateway.route.RouteLint;
import dev.postern.gateway.route.RoutePattern;
import dev.postern.gateway.route.RouteTable;
import dev.postern.gateway.tls.ListenerTls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/**
 * Compiles a configuration into a snapshot, or finds everything that keeps it from being one. Does no network input or
 * output: {@code check} and a reload use the same code.
 */
final class SnapshotCompiler {

    private final GatewayConfig config;
    private final LockoutFile lockout;
    private final Surroundings surroundings;
    private final Problems problems;
    private final Map<String, Authorizer> authorizers = new LinkedHashMap<>();
    private AuthorizerRoster roster;

    /** @param lockout the deny list's file, already read; null for none */
    SnapshotCompiler(GatewayConfig config, LockoutFile lockout, Surroundings surroundings, Problems problems) {
        this.config = config;
        this.lockout = lockout;
        this.surroundings = surroundings;
        this.problems = problems;
    }

    /** Compiles; the result is only to be used when no error was reported, and to be closed otherwise. */
    Snapshot compile() {
        Plugins plugins = Plugins.of(config.plugins(), surroundings.shared(), problems);
        FunctionRegistry functions = FunctionRegistry.of(config, plugins, surroundings, problems);
        makeAuthorizers(functions, plugins);
        CorsPolicy global = CorsPolicy.of(config.cors(), problems);
        HeaderEncoding encoding = HeaderEncoding.of(config.identity().encoding());
        HeaderMapping identity =
                HeaderMapping.compile(config.identity().headers(), encoding, problems, "identity.headers");
        Set<String> callerNames =
                new LinkedHashSet<>(config.identity().headers().keySet());
        RouteTable.Builder<GuardedRoute> table = RouteTable.builder(config.profile());
        List<RouteLint.Entry> entries = new ArrayList<>();
        for (RouteConfig route : config.routes()) {
            HeaderMapping own =
                    HeaderMapping.compile(route.headers(), encoding, problems, route.path() + ".request.headers");
            callerNames.addAll(own.callerNames());
            CorsPolicy cors = route.cors() == null ? global : CorsPolicy.of(route.cors(), problems);
            RoutePattern pattern = RoutePattern.parse(route.match(), problems, route.path() + ".match");
            if (pattern == null) {
                continue;
            }
            PathRewrite rewrite = route.rewrite() == null
                    ? null
                    : PathRewrite.compile(route.rewrite(), pattern, problems, route.path() + ".path");
            Authorizer authorizer = route.authorizer() == null ? null : roster.find(route.authorizer());
            boolean isOpen = authorizer != null && authorizer.isOpen();
            entries.add(
                    new RouteLint.Entry(pattern, route.hosts(), route.authorizer(), isOpen, route.path() + ".match"));
            AdmissionLint.report(route, type(route.authorizer()), authorizer, identity.and(own), problems);
            if (authorizer != null && route.upstream() != null) {
                table.add(pattern, route.hosts(), guarded(route, authorizer, cors, identity.and(own), rewrite));
            }
        }
        RouteLint.report(config.profile(), entries, problems);
        return new Snapshot(
                config,
                ListenerTls.read(
                        surroundings.vertx(),
                        surroundings.clock().instant(),
                        config.server().tls(),
                        problems),
                new GatewayResponses(config.profile()),
                TrustedProxies.of(config.server().trustedProxies(), "server.trustedProxies", problems),
                new RequestHeaderRules(config.server(), callerNames),
                table.build(),
                global,
                upstreamKeys(),
                plugins,
                functions,
                authorizers,
                lockout,
                surroundings.meters().route(GatewayMeters.NO_ROUTE));
    }

    private GuardedRoute guarded(
            RouteConfig route, Authorizer authorizer, CorsPolicy cors, HeaderMapping mapping, PathRewrite rewrite) {
        GatewayMeters meters = surroundings.meters();
        return new GuardedRoute(
                route.match(),
                route.authorizer(),
                type(route.authorizer()),
                authorizer,
                route.rules(),
                cors,
                mapping,
                List.copyOf(config.upstreams().keySet()).indexOf(route.upstream()),
                rewrite,
                specials(route),
                route.bodyLimit() < 0 ? config.server().limits().body() : route.bodyLimit(),
                route.webSocket(),
                meters.route(route.match()),
                meters.authorizer(route.authorizer()),
                meters.upstream(route.upstream()));
    }

    private void makeAuthorizers(FunctionRegistry functions, Plugins plugins) {
        Map<String, AuthorizerFactory> factories = new TreeMap<>();
        for (AuthorizerFactory factory : ServiceLoader.load(AuthorizerFactory.class)) {
            factories.put(factory.type(), factory);
        }
        plugins.addTo(factories, problems);
        roster = new AuthorizerRoster(config, surroundings, functions, problems, factories);
        authorizers.putAll(roster.make());
    }

    private String type(String authorizer) {
        AuthorizerConfig settings = config.authorizers().get(authorizer);
        return settings == null ? authorizer : settings.type();
    }

    private static int specials(RouteConfig route) {
        int bits = 0;
        for (String text : route.allowInPath()) {
            PathSpecial special = PathSpecial.parse(text);
            bits |= special == null ? 0 : special.bit();
        }
        return bits;
    }

    private List<Snapshot.UpstreamKey> upstreamKeys() {
        List<Snapshot.UpstreamKey> keys = new ArrayList<>();
        for (UpstreamConfig upstream : config.upstreams().values()) {
            keys.add(new Snapshot.UpstreamKey(
                    upstream,
                    UpstreamTls.read(
                            surroundings.vertx(), upstream, surroundings.clock().instant(), problems)));
        }
        return keys;
    }
}
