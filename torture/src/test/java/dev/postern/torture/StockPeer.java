package dev.postern.torture;

import dev.postern.gateway.attack.Issuer;
import dev.postern.gateway.attack.ScriptedUpstream;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.CorsHandler;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import io.vertx.httpproxy.cache.CacheOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The negative control: what the manuals of Vert.x lead to. vertx-http-proxy with one interceptor that asks
 * vertx-auth-jwt, behind the CorsHandler of vertx-web, on the versions that the product is built with. It sets the identity
 * headers where it admits a caller, removes the client's elsewhere, and leaves everything else at its default.
 */
final class StockPeer extends ForeignTarget {

    static final Set<Feature> FEATURES = Set.of(
            Feature.GUARD,
            Feature.DENIAL,
            Feature.IDENTITY,
            Feature.CORS,
            Feature.WEBSOCKET,
            Feature.TOKENS,
            Feature.KEYLESS);

    private final Vertx vertx;

    private StockPeer(Vertx vertx, int port, ScriptedUpstream upstream) {
        super("127.0.0.1", port, upstream);
        this.vertx = vertx;
    }

    /** As one would run it. */
    static StockPeer start() {
        return start(new ProxyOptions(), true);
    }

    /** With the proxy's cache turned on. */
    static StockPeer caching() {
        return start(new ProxyOptions().setCacheOptions(new CacheOptions()), true);
    }

    /** Without vertx-web, and so without CORS. */
    static StockPeer bare() {
        return start(new ProxyOptions(), false);
    }

    private static StockPeer start(ProxyOptions options, boolean web) {
        Vertx vertx = Vertx.vertx();
        ScriptedUpstream upstream = new ScriptedUpstream();
        HttpProxy proxy =
                HttpProxy.reverseProxy(options, vertx.createHttpClient()).origin(upstream.port(), "127.0.0.1");
        proxy.addInterceptor(new Guard(vertx));
        HttpServer server = Await.result(vertx.createHttpServer()
                .requestHandler(web ? router(vertx, proxy) : proxy)
                .listen(0, "127.0.0.1"));
        return new StockPeer(vertx, server.actualPort(), upstream);
    }

    private static Router router(Vertx vertx, HttpProxy proxy) {
        Router router = Router.router(vertx);
        router.route()
                .handler(CorsHandler.create()
                        .addOrigin("https://app.example.com")
                        .addOriginWithRegex("https://.*\\.example\\.org")
                        .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                        .allowedHeaders(Set.of("authorization", "content-type"))
                        .exposedHeader("X-Total")
                        .maxAgeSeconds(600));
        router.route().handler(context -> proxy.handle(context.request()));
        return router;
    }

    @Override
    public void close() {
        Await.result(vertx.close());
        super.close();
    }

    /** An interceptor as the manual shows them. */
    private static final class Guard implements ProxyInterceptor {

        private static final List<String> IDENTITY = List.of("X-Principal-Id", "X-Username", "X-Email");

        private final Map<String, JWTAuth> guards;

        Guard(Vertx vertx) {
            guards = Map.of(
                    "/guarded/", auth(vertx, Issuer.NAME, keys()),
                    "/keyless/", auth(vertx, "https://keyless.example/", new JsonObject()),
                    "/odd/", auth(vertx, "https://odd.example/", new JsonObject(Issuer.oddKeys())));
        }

        private static JsonObject keys() {
            try {
                Path directory = Files.createTempDirectory("stock-");
                return new JsonObject(Files.readString(Issuer.keySet(directory)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JWTAuth auth(Vertx vertx, String issuer, JsonObject keys) {
            JWTAuthOptions options = new JWTAuthOptions()
                    .setJWTOptions(new JWTOptions().setIssuer(issuer).setAudience(List.of("notes")));
            if (keys.containsKey("keys")) {
                keys.getJsonArray("keys").forEach(key -> options.addJwk((JsonObject) key));
            }
            return JWTAuth.create(vertx, options);
        }

        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            IDENTITY.forEach(name -> context.request().headers().remove(name));
            String path = context.request().proxiedRequest().path();
            if (path.startsWith("/denied/")) {
                return refuse(context, 403);
            }
            JWTAuth guard = guards.entrySet().stream()
                    .filter(entry -> path.startsWith(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse(null);
            if (guard == null) {
                return context.sendRequest();
            }
            String authorization = context.request().headers().get("Authorization");
            if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
                return refuse(context, 401);
            }
            return guard.authenticate(new TokenCredentials(authorization.substring(7)))
                    .compose(user -> admit(context, user), refused -> refuse(context, 401));
        }

        private static Future<ProxyResponse> admit(ProxyContext context, User user) {
            JsonObject claims = user.principal();
            context.request().putHeader("X-Principal-Id", claims.getString("sub"));
            context.request().putHeader("X-Username", claims.getString("preferred_username", claims.getString("sub")));
            if (claims.containsKey("email")) {
                context.request().putHeader("X-Email", claims.getString("email"));
            }
            return context.sendRequest();
        }

        private static Future<ProxyResponse> refuse(ProxyContext context, int status) {
            context.request().release();
            return Future.succeededFuture(context.request().response().setStatusCode(status));
        }
    }
}
