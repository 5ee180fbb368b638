package dev.postern.gateway.admin;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the admin port serves. {@code /metrics} and {@code /health/*} are open; everything else, unknown paths included,
 * asks for the admin token. Paths match exactly, byte by byte (SR-139); only GET and HEAD are served, without a body, but
 * for changes of the deny list ({@link LockoutPage}).
 *
 * <p>Refuses with 403 a foreign {@code Host} or {@code Origin} ({@link HostRule}), with 413 any body, with 405 other
 * methods, with 401 a missing or wrong token. Answers tell nothing about failures; those are logged.
 */
final class AdminPages implements Handler<HttpServerRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(AdminPages.class);
    private static final String UPSTREAM_HEALTH = "/health/upstream/";

    private final Vertx vertx;
    private final AdminView view;
    private final HostRule hostRule;
    private final UpstreamProbes probes;
    private final Supplier<AdminToken> token;
    private final Router router;

    /**
     * @param host that is listened on
     * @param token the one in force; null lets nobody in
     */
    AdminPages(Vertx vertx, String host, AdminView view, Supplier<AdminToken> token) {
        this.vertx = vertx;
        this.view = view;
        this.hostRule = new HostRule(host);
        this.probes = new UpstreamProbes(view::upstream, System::nanoTime);
        this.token = token;
        this.router = router();
    }

    /** Only {@code /path} targets: the router has no answer for {@code *} and would take an absolute one apart. */
    @Override
    public void handle(HttpServerRequest request) {
        if (request.uri().startsWith("/")) {
            router.handle(request);
        } else {
            request.response().setStatusCode(400).end();
        }
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
        page(router, "/config", exchange -> AdminAnswers.json(exchange, 200, ConfigSummary.of(view.config())));
        page(router, "/version", this::version);
        router.route().handler(exchange -> AdminAnswers.refuse(exchange, 404, "Not Found"));
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
            AdminAnswers.refuse(exchange, 403, "Forbidden");
        } else if (LockoutPage.takesBody(request)) {
            // Nothing of it is read before the token was shown.
            request.pause();
            exchange.next();
        } else if (length != null && !length.equals("0") || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            exchange.response().setStatusMessage("Content Too Large");
            AdminAnswers.refuseUnread(exchange, 413, "Content Too Large");
        } else {
            exchange.next();
        }
    }

    private void requireToken(RoutingContext exchange) {
        List<String> shown = exchange.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        AdminToken expected = token.get();
        if (expected != null && shown.size() == 1 && expected.isShownBy(shown.get(0))) {
            if (LockoutPage.isChange(exchange.request())
                    || PurgePage.isPurge(exchange.request())
                    || onlyReads(exchange)) {
                exchange.next();
            }
        } else {
            exchange.response().putHeader("WWW-Authenticate", "Bearer realm=\"postern admin\"");
            if (LockoutPage.takesBody(exchange.request())) {
                AdminAnswers.refuseUnread(exchange, 401, "Unauthorized");
            } else {
                AdminAnswers.refuse(exchange, 401, "Unauthorized");
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
        AdminAnswers.refuse(exchange, 405, "Method Not Allowed");
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
        AdminAnswers.json(exchange, live ? 200 : 503, new JsonObject().put("status", live ? "live" : "stuck"));
    }

    private void ready(RoutingContext exchange) {
        ReadyState state = view.ready();
        AdminAnswers.json(exchange, state.phase().status(), state.json());
    }

    private void upstream(RoutingContext exchange) {
        String path = exchange.request().path();
        String name = path.startsWith(UPSTREAM_HEALTH) ? path.substring(UPSTREAM_HEALTH.length()) : "";
        if (!isName(name)) {
            exchange.next();
        } else if (onlyReads(exchange)) {
            probes.health(name)
                    .onFailure(exchange::fail)
                    .onSuccess(
                            health -> AdminAnswers.json(exchange, health.state().status(), health.json()));
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
        AdminAnswers.json(
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
            AdminAnswers.refuse(exchange, bad ? 400 : 500, bad ? "Bad Request" : "Internal Server Error");
        }
    }
}
