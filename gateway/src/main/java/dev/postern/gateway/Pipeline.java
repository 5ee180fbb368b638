package dev.postern.gateway;

import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.Forwarding;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.Swept;
import dev.postern.gateway.http.TargetFault;
import dev.postern.gateway.http.Upgrade;
import dev.postern.gateway.integration.Upstream;
import dev.postern.gateway.route.RouteMatch;
import dev.postern.gateway.wire.ClientConnection;
import dev.postern.gateway.wire.Peer;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a request. {@link #handle} reads top to bottom in the order of the steps; each either answers the client
 * or hands on. Nothing on the data port goes round it.
 */
final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();

    private final Loop loop;

    Pipeline(Loop loop) {
        this.loop = loop;
    }

    /** One request, from its head to a decision. */
    void handle(HttpServerRequest request) {
        if (ClientConnection.of(request).isClosing()) {
            return;
        }
        Exchange exchange = Exchange.open(loop, loop.current(), request);
        Snapshot snapshot = exchange.snapshot();
        try {
            if (exchange.connection().isTooMany()) {
                exchange.refuse(Refusal.CONNECTION_LIMIT);
                return;
            }
            if (exchange.connection().isOutdated(exchange.startedAtMillis())) {
                exchange.refuse(Refusal.CONNECTION_OUTDATED);
                return;
            }
            Refusal fault = exchange.connection().fault(request);
            if (fault != null) {
                exchange.refuse(fault);
                return;
            }
            if (lineLength(request) > snapshot.config().server().limits().requestLine()) {
                exchange.refuse(Refusal.TARGET_TOO_LONG);
                return;
            }
            Peer peer = exchange.connection().peer();
            boolean trusted = peer.isTrusted(snapshot.trustedProxies());
            Swept swept = snapshot.headerRules().sweep(request.version(), request.method(), request.headers(), trusted);
            if (swept.refusal() == null && exchange.connection().bodyFollows()) {
                swept = swept.withOpenBody();
            }
            exchange.swept(
                    swept,
                    trusted ? snapshot.trustedProxies().clientOf(peer.address(), request.headers()) : peer.address());
            if (swept.refusal() != null) {
                exchange.refuse(swept.refusal());
                return;
            }
            // One connection can ask for a hundred answers at once by HTTP/2, and read none.
            if ((swept.hasBody() || request.version() == HttpVersion.HTTP_2)
                    && loop.station().headroom().isScarce()) {
                exchange.refuse(Refusal.OVERLOADED);
                return;
            }
            RequestTarget target = RequestTarget.parse(request.uri(), swept.host());
            exchange.target(target);
            if (target.fault() != null) {
                exchange.refuse(target.fault());
                return;
            }
            String path = snapshot.belowBase(target.path());
            if (CorsPolicy.isPreflight(request.method(), request.headers()) && preflight(exchange, path)) {
                return;
            }
            if (path == null) {
                exchange.refuse(target.specials() != 0 ? Refusal.BAD_TARGET : Refusal.PATH_OUTSIDE_BASE);
                return;
            }
            RouteMatch<GuardedRoute> match =
                    snapshot.routes().match(swept.host(), swept.method().name(), path);
            GuardedRoute route = match.route();
            if (route == null) {
                turnAway(exchange, match, target);
                return;
            }
            exchange.matched(match, path);
            TargetFault wrong = target.specials() == 0 ? null : LaxReaders.faultOf(exchange);
            if (wrong != null) {
                exchange.refuse(wrong);
                return;
            }
            if (swept.upgrade() == Upgrade.WEBSOCKET && isForeignPage(exchange)) {
                exchange.refuse(Refusal.ORIGIN_REFUSED);
                return;
            }
            ask(exchange, route);
        } catch (RuntimeException | StackOverflowError e) {
            fault(exchange, e);
        }
    }

    /** Bytes of the request line without its end: method, target and version. */
    private static int lineLength(HttpServerRequest request) {
        return request.method().name().length() + request.uri().length() + "  HTTP/1.1".length();
    }

    /** A head that the decoder could not read. */
    void handleInvalid(HttpServerRequest request) {
        if (ClientConnection.of(request).isClosing()) {
            return;
        }
        Exchange exchange = Exchange.open(loop, loop.current(), request);
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof io.netty.handler.codec.http.TooLongHttpLineException) {
            exchange.refuse(Refusal.TARGET_TOO_LONG);
        } else if (cause instanceof TooLongFrameException) {
            exchange.refuse(Refusal.HEADERS_TOO_LARGE);
        } else {
            exchange.refuse(isFramingAmbiguous(exchange) ? Refusal.BAD_FRAMING : Refusal.BAD_REQUEST);
        }
    }

    /** The decoder gives up on some framing that the header rules would have named. */
    private static boolean isFramingAmbiguous(Exchange exchange) {
        HttpServerRequest client = exchange.client();
        Swept swept =
                exchange.snapshot().headerRules().sweep(client.version(), client.method(), client.headers(), false);
        return swept.refusal() == Refusal.BAD_FRAMING;
    }

    /**
     * Answers a preflight by the policy of the route that would serve the requested method, else by the global one;
     * before any 404 or 405, and before any authorizer.
     *
     * @return false when no policy applies: then it is a request like any other
     */
    private static boolean preflight(Exchange exchange, String path) {
        Snapshot snapshot = exchange.snapshot();
        MultiMap headers = exchange.client().headers();
        CorsPolicy policy = snapshot.cors();
        List<String> served = List.of();
        if (path != null) {
            String method = headers.get(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
            RouteMatch<GuardedRoute> match =
                    snapshot.routes().match(exchange.swept().host(), method, path);
            if (match.route() != null) {
                policy = match.route().cors();
            }
            if (policy == CorsPolicy.NONE) {
                return false;
            }
            if (match.route() != null) {
                exchange.matched(match, path);
            }
            served = snapshot.routes().methods(exchange.swept().host(), path);
        } else if (policy == CorsPolicy.NONE) {
            return false;
        }
        exchange.preflight(policy, served);
        return true;
    }

    /**
     * Whether a handshake comes from a page that may not read answers of this route: browsers send it with the cookies
     * of their user and ask no leave (SR-73). A page of this very host may (SR-127), and where no policy is set there is
     * nothing to compare with.
     */
    private static boolean isForeignPage(Exchange exchange) {
        CorsPolicy policy = exchange.cors();
        if (policy == CorsPolicy.NONE || !exchange.headers().contains(HttpHeaders.ORIGIN)) {
            return false;
        }
        String origin = exchange.origin();
        return !policy.grants(origin) && (origin == null || !origin.endsWith("://" + exchange.host()));
    }

    private static void turnAway(Exchange exchange, RouteMatch<GuardedRoute> match, RequestTarget target) {
        if (target.specials() != 0) {
            exchange.refuse(TargetFault.SPECIAL);
        } else if (match.allow().isEmpty()) {
            exchange.refuse(Refusal.ROUTE_NOT_FOUND);
        } else {
            exchange.refuseMethod(match.allow());
        }
    }

    private void ask(Exchange exchange, GuardedRoute route) {
        exchange.asking();
        Future<Decision> answer;
        try {
            answer = route.authorizer().authorize(exchange);
        } catch (RuntimeException e) {
            LOG.error("Authorizer {} threw; the request is refused", route.authorizerName(), e);
            answer = null;
        }
        if (answer == null || answer.isComplete()) {
            decide(exchange, answer == null ? null : answer.result());
            return;
        }
        exchange.expireIn(PATIENCE, () -> decide(exchange, new Decision.Unavailable(Reason.AUTHORIZER_TIMEOUT)));
        answer.onComplete(result -> loop.run(() -> {
            if (result.failed()) {
                LOG.error("Authorizer {} failed; the request is refused", route.authorizerName(), result.cause());
            }
            exchange.calm();
            decide(exchange, result.result());
        }));
    }

    /** Null, which an authorizer must never answer, keeps the gate closed like everything but an Allow. */
    private void decide(Exchange exchange, Decision answer) {
        if (exchange.isDecided()) {
            return;
        }
        Decision decision = answer == null ? new Decision.Unavailable(Reason.AUTHORIZER_FAILED) : answer;
        exchange.decided(decision);
        if (exchange.isOver()) {
            return;
        }
        try {
            if (decision instanceof Decision.Allow) {
                admit(exchange);
            } else {
                exchange.answer(exchange.snapshot()
                        .responses()
                        .of(decision, exchange.route().authorizerType()));
            }
        } catch (RuntimeException | StackOverflowError e) {
            fault(exchange, e);
        }
    }

    /** The caller is admitted: says who it is, and sends the request on. */
    private void admit(Exchange exchange) {
        GuardedRoute route = exchange.route();
        Upstream upstream = exchange.generation().upstream(route.upstream());
        MultiMap headers = exchange.client().headers();
        Swept swept = exchange.swept();
        Peer peer = exchange.connection().peer();
        boolean trusted = peer.isTrusted(exchange.snapshot().trustedProxies());
        boolean webSocket = swept.upgrade() == Upgrade.WEBSOCKET;
        String subprotocol =
                webSocket ? CredentialStripper.marker(route.authorizer().credentialSources(), headers) : null;
        String query = CredentialStripper.strip(
                route.authorizer().credentialSources(),
                headers,
                exchange.target(),
                upstream.config().forwardCredential());
        Forwarding.apply(headers, peer.address(), trusted, exchange.cameByTls(), swept.host());
        Refusal unprintable = route.mapping().set(exchange, headers);
        if (unprintable != null) {
            exchange.refuse(unprintable);
            return;
        }
        String path = route.rewrite() == null ? exchange.pathBelowBase() : LaxReaders.rewritten(exchange);
        if (path == null) {
            exchange.refuse(Refusal.REWRITE_REFUSED);
            return;
        }
        Passage passage =
                new Passage(exchange, upstream.config(), query == null ? path : path + "?" + query, subprotocol);
        if (exchange.trail() != null) {
            exchange.trail().reached(exchange, passage, upstream.config());
        } else if (webSocket) {
            Duration idle = route.webSocket().idle();
            exchange.cancelWith(upstream.upgrade(
                    passage,
                    idle == null
                            ? exchange.snapshot().config().server().timeouts().idle()
                            : idle));
        } else {
            exchange.cancelWith(upstream.forward(passage));
        }
    }

    private static void fault(Exchange exchange, Throwable fault) {
        LOG.error("Request {} failed in the gateway itself", exchange.requestId(), fault);
        exchange.refuse(Refusal.INTERNAL);
    }
}
