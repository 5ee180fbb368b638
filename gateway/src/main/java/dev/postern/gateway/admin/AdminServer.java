package dev.postern.gateway.admin;

import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.wire.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port. {@code /metrics} and {@code /health/*} are open; everything else, unknown paths included, asks for
 * the admin token. Paths match exactly, byte by byte (SR-139); only GET and HEAD are served, without a body, but for
 * changes of the deny list ({@link LockoutPage}) and purges ({@link PurgePage}).
 *
 * <p>Refuses with 403 a foreign {@code Host} or {@code Origin} ({@link HostRule}), with 413 any body, with 405 other
 * methods, with 401 a missing or wrong token. Answers tell nothing about failures; those are logged.
 */
public final class AdminServer {

    private static final int MAX_LINE = 4 << 10;
    private static final int MAX_HEADERS = 8 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final String UPSTREAM_HEALTH = "/health/upstream/";

    private final Vertx vertx;
    private final AdminView view;
    private final HostRule hostRule;
    private final Path tokenDirectory;
    private final UpstreamProbes probes;
    private final AdminConnections connections;
    private HttpServer server;
    private volatile AdminToken token;

    private AdminServer(Vertx vertx, AdminConfig config, AdminView view, Path tokenDirectory) {
        this.vertx = vertx;
        this.view = view;
        this.hostRule = new HostRule(config.host());
        this.tokenDirectory = tokenDirectory;
        this.connections = new AdminConnections(vertx);
        this.probes = new UpstreamProbes(view::upstream, System::nanoTime);
    }

    /** Listens; fails when the address is taken. */
    public static Future<AdminServer> start(Vertx vertx, AdminConfig config, AdminView view) {
        return start(vertx, config, view, AdminToken.directory(System.getenv()));
    }

    /** As {@link #start(Vertx, AdminConfig, AdminView)}, with the directory a made token is left in. */
    static Future<AdminServer> start(Vertx vertx, AdminConfig config, AdminView view, Path tokenDirectory) {
        AdminServer admin = new AdminServer(vertx, config, view, tokenDirectory);
        return admin.listen(config)
                .compose(listening -> admin.newToken(config))
                .map(ignored -> admin)
                .recover(failure -> admin.close().transform(ignored -> Future.failedFuture(failure)));
    }

    /**
     * Where a running gateway of this user leaves the token it made, by its admin port. For a command that wants to ask
     * it something; the file need not exist.
     */
    public static Path tokenFile(int port) {
        return AdminToken.file(AdminToken.directory(System.getenv()), port);
    }

    private Future<HttpServer> listen(AdminConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(30);
        Router router = router();
        server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(request -> {
                    connections.asked(request.connection());
                    request.response().endHandler(done -> connections.answered(request.connection()));
                    originForm(request, router);
                });
        return server.listen(config.port(), config.host());
    }

    /** Only {@code /path} targets: the router has no answer for {@code *} and would take an absolute one apart. */
    private static void originForm(HttpServerRequest request, Router router) {
        if (request.uri().startsWith("/")) {
            router.handle(request);
        } else {
            request.response().setStatusCode(400).end();
        }
    }

    private void connected(HttpConnection connection) {
        StrictRequestDecoder.standIn(connection, MAX_LINE, MAX_HEADERS);
        connections.opened(connection);
    }

    private Future<Void> newToken(AdminConfig config) {
        if (config.token() != null) {
            token = AdminToken.configured(config.token());
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> AdminToken.fresh(tokenDirectory, port()))
                .onSuccess(made -> token = made)
                .mapEmpty();
    }

    /**
     * Takes over a changed {@code admin.token}; host and port stay those of the start. Without a token in the new
     * configuration one is made, unless the present one was.
     */
    public Future<Void> reload(AdminConfig config) {
        AdminToken old = token;
        if (config.token() == null && old.isMade()) {
            return Future.succeededFuture();
        }
        return newToken(config).compose(ignored -> forget(old));
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route().handler(this::refuseStrangers);
        page(router, "/metrics", this::metrics);
        page(router, "/health/live", this::live);
        page(router, "/health/ready", this::ready);
        router.route(UPSTREAM_HEALTH + "*").handler(this::upstream);
        router.route().handler(this::requireToken);
        router.route(LockoutPage.PATH).handler(new LockoutPage(view::lockout));
        PurgePage purges =
                new PurgePage(view::purges, name -> view.config().authorizers().containsKey(name));
        router.route(PurgePage.PATH).handler(purges);
        router.route(PurgePage.PATH + "/*").handler(purges);
        page(router, "/config", exchange -> json(exchange, 200, ConfigSummary.of(view.config())));
        page(router, "/version", this::version);
        router.route().handler(exchange -> refuse(exchange, 404, "Not Found"));
        for (int status : List.of(400, 404, 500)) {
            router.errorHandler(status, this::failed);
        }
        return router;
    }

    /** The router is lax about trailing slashes and dot segments; the path as it came must be the very page's. */
    private static void page(Router router, String path, Handler<RoutingContext> page) {
        router.route(path).handler(exchange -> {
            if (!path.equals(exchange.request().path())) {
                exchange.next();
            } else if (onlyReads(exchange)) {
                page.handle(exchange);
            }
        });
    }

    private void refuseStrangers(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        exchange.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Content-Type-Options", "nosniff");
        if (!hostRule.admits(request.headers())) {
            refuse(exchange, 403, "Forbidden");
        } else if (LockoutPage.takesBody(request)) {
            // Nothing of it is read before the token was shown.
            request.pause();
            exchange.next();
        } else if (length != null && !length.equals("0") || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            refuseUnread(exchange, 413, "Content Too Large");
        } else {
            exchange.next();
        }
    }

    private void requireToken(RoutingContext exchange) {
        List<String> shown = exchange.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        AdminToken expected = token;
        if (expected != null && shown.size() == 1 && expected.isShownBy(shown.get(0))) {
            if (LockoutPage.isChange(exchange.request())
                    || PurgePage.isPurge(exchange.request())
                    || onlyReads(exchange)) {
                exchange.next();
            }
        } else {
            exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"postern admin\"");
            if (LockoutPage.takesBody(exchange.request())) {
                refuseUnread(exchange, 401, "Unauthorized");
            } else {
                refuse(exchange, 401, "Unauthorized");
            }
        }
    }

    private static boolean onlyReads(RoutingContext exchange) {
        HttpMethod method = exchange.request().method();
        if (method == HttpMethod.GET || method == HttpMethod.HEAD) {
            return true;
        }
        String path = exchange.request().path();
        String allowed = LockoutPage.PATH.equals(path)
                ? "GET, HEAD, POST, DELETE"
                : PurgePage.PATH.equals(path) ? "GET, HEAD, DELETE" : "GET, HEAD";
        exchange.response().putHeader(HttpHeaders.ALLOW, allowed);
        refuse(exchange, 405, "Method Not Allowed");
        return false;
    }

    private void metrics(RoutingContext exchange) {
        vertx.executeBlocking(view::scrape).onFailure(exchange::fail).onSuccess(text -> {
            HttpServerResponse response = exchange.response();
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8");
            response.end(text);
        });
    }

    private void live(RoutingContext exchange) {
        boolean live = view.live();
        json(exchange, live ? 200 : 503, new JsonObject().put("status", live ? "live" : "stuck"));
    }

    private void ready(RoutingContext exchange) {
        ReadyState state = view.ready();
        json(exchange, state.phase().status(), state.json());
    }

    private void upstream(RoutingContext exchange) {
        String path = exchange.request().path();
        String name = path.startsWith(UPSTREAM_HEALTH) ? path.substring(UPSTREAM_HEALTH.length()) : "";
        if (!isName(name)) {
            exchange.next();
        } else if (onlyReads(exchange)) {
            probes.health(name)
                    .onFailure(exchange::fail)
                    .onSuccess(health -> json(exchange, health.state().status(), health.json()));
        }
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!alphanumeric && c != '-' && c != '_') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private void version(RoutingContext exchange) {
        var build = view.build();
        json(
                exchange,
                200,
                new JsonObject()
                        .put("version", build.version())
                        .put("vertx", build.vertx())
                        .put("netty", build.netty())
                        .put("java", build.java()));
    }

    private void failed(RoutingContext exchange) {
        if (exchange.failure() != null) {
            LOG.error("an admin request failed", exchange.failure());
        }
        if (!exchange.response().headWritten()) {
            boolean bad = exchange.statusCode() == 400;
            refuse(exchange, bad ? 400 : 500, bad ? "Bad Request" : "Internal Server Error");
        }
    }

    static Future<Void> refuse(RoutingContext exchange, int status, String message) {
        return json(exchange, status, new JsonObject().put("message", message));
    }

    /** Refuses, and ends the connection, as nothing behind a body that is not read can be found. */
    static void refuseUnread(RoutingContext exchange, int status, String message) {
        exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refuse(exchange, status, message)
                .onComplete(ignored -> exchange.request().connection().close());
    }

    static Future<Void> json(RoutingContext exchange, int status, JsonObject body) {
        return exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    /** The port listened on, also when 0 was asked for. */
    public int port() {
        return server.actualPort();
    }

    /** Where the made token is; null when it was configured or could not be written. */
    public Path tokenFile() {
        AdminToken current = token;
        return current == null ? null : current.file();
    }

    /** Closes the listener and removes the token's file. */
    public Future<Void> close() {
        AdminToken last = token;
        connections.stop();
        return server.close().eventually(() -> forget(last));
    }

    private Future<Void> forget(AdminToken old) {
        if (old == null || old.file() == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            old.forget();
            return null;
        });
    }
}
