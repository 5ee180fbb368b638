package dev.postern.gateway;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.GatewayResponse;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.Swept;
import dev.postern.gateway.http.TargetFault;
import dev.postern.gateway.mapping.MappingContext;
import dev.postern.gateway.observe.ExchangeSummary;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.Outcome;
import dev.postern.gateway.observe.RequestIds;
import dev.postern.gateway.route.RouteMatch;
import dev.postern.gateway.wire.ClientConnection;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One request's life: what is known of it so far, and how it ends. Steps of the {@link Pipeline} fill it in; authorizers,
 * mappings and the access log read it through their own narrow views. Ends exactly once.
 */
final class Exchange extends Deadlines.Timed implements AuthorizationRequest, MappingContext, ExchangeSummary {

    private final Loop loop;
    private final Generation generation;
    private final HttpServerRequest client;
    private final ClientConnection connection;
    private final long began = System.nanoTime();
    private final long beganMillis = System.currentTimeMillis();

    private String requestId;
    private String sourceIp;
    private String origin;
    private Swept swept;
    private RequestTarget target;
    private RouteMatch<GuardedRoute> match;
    private String pathBelowBase;
    private GuardedRoute route;
    private CorsPolicy cors;
    private Decision decision;
    private Outcome outcome = Outcome.NONE;
    private String reason;
    private long authorizerBegan;
    private long authorizerNanos = -1;
    private long upstreamNanos = -1;
    private long bytesIn;
    private long bytesOut;
    private int status;
    private Runnable cancel;
    private Runnable expiry;
    private long totalDue;
    private boolean bodyEnded;
    private boolean over;
    /** Null in a serving gateway. */
    private Trail trail;

    private Exchange(Loop loop, Generation generation, HttpServerRequest client) {
        this.loop = loop;
        this.generation = generation;
        this.client = client;
        this.connection = ClientConnection.of(client);
        this.sourceIp = connection.peer();
        this.cors = generation.snapshot().cors();
    }

    /** Begins: pauses the body, starts the clock, notices when the client leaves. */
    static Exchange open(Loop loop, Generation generation, HttpServerRequest client) {
        Exchange exchange = new Exchange(loop, generation, client);
        client.pause();
        client.response().closeHandler(v -> exchange.clientGone());
        exchange.origin = originOf(client.headers());
        if (loop.station().trace() != null) {
            exchange.trail = new Trail(loop.station().trace(), exchange);
        }
        exchange.connection.exchangeBegan(exchange::bodyBroken);
        generation.hold();
        loop.entered();
        Duration total = generation.snapshot().config().server().timeouts().total();
        if (total != null) {
            exchange.totalDue = exchange.began + total.toNanos();
            exchange.due(exchange.totalDue);
            loop.deadlines().add(exchange);
        }
        return exchange;
    }

    /** Null when there is none, or more than one: then nobody is granted anything. */
    private static String originOf(MultiMap headers) {
        String origin = headers.get(HttpHeaders.ORIGIN);
        return origin == null || headers.getAll(HttpHeaders.ORIGIN).size() == 1 ? origin : null;
    }

    // What the steps learn.

    void swept(Swept swept, String sourceIp) {
        this.swept = swept;
        this.sourceIp = sourceIp;
        this.requestId = swept.requestId();
        this.bodyEnded = swept.refusal() == null && !swept.hasBody();
        if (trail != null && swept.refusal() == null) {
            trail.swept();
        }
    }

    void target(RequestTarget target) {
        this.target = target;
        if (trail != null && target.refusal() == null) {
            trail.target(target);
        }
    }

    void matched(RouteMatch<GuardedRoute> match, String pathBelowBase) {
        this.match = match;
        this.pathBelowBase = pathBelowBase;
        this.route = match.route();
        this.cors = route.cors();
        if (trail != null) {
            trail.matched();
        }
    }

    void asking() {
        authorizerBegan = System.nanoTime();
        if (trail != null) {
            trail.cors();
        }
    }

    void decided(Decision decision) {
        this.decision = decision;
        this.authorizerNanos = System.nanoTime() - authorizerBegan;
        this.outcome = Outcome.of(decision);
        this.reason = decision.reason().word();
        route.authorizerMeters().decided(outcome, decision.reason(), authorizerNanos);
        if (trail != null) {
            trail.decided(decision);
        }
    }

    /** What undoes the step under way when the client leaves. */
    void cancelWith(Runnable cancel) {
        this.cancel = cancel;
    }

    void bodyEnded() {
        bodyEnded = true;
    }

    boolean hasBodyEnded() {
        return bodyEnded;
    }

    void received(int bytes) {
        bytesIn += bytes;
    }

    void delivered(int bytes) {
        bytesOut += bytes;
    }

    void upstreamAnswered(long nanos) {
        upstreamNanos = nanos;
    }

    // What the steps read.

    /** Follows the request for {@code explain}; null in a serving gateway. */
    Trail trail() {
        return trail;
    }

    boolean isDecided() {
        return decision != null;
    }

    boolean isOver() {
        return over;
    }

    Loop loop() {
        return loop;
    }

    Generation generation() {
        return generation;
    }

    Snapshot snapshot() {
        return generation.snapshot();
    }

    HttpServerRequest client() {
        return client;
    }

    ClientConnection connection() {
        return connection;
    }

    Swept swept() {
        return swept;
    }

    RequestTarget target() {
        return target;
    }

    RouteMatch<GuardedRoute> match() {
        return match;
    }

    /** The canonical path without {@code api.basePath}. */
    String pathBelowBase() {
        return pathBelowBase;
    }

    GuardedRoute route() {
        return route;
    }

    CorsPolicy cors() {
        return cors;
    }

    String origin() {
        return origin;
    }

    // How it ends.

    /** Sets a deadline for the step under way, within that of the whole exchange; {@link #calm} ends it. */
    void expireIn(long nanos, Runnable expiry) {
        this.expiry = expiry;
        long due = System.nanoTime() + nanos;
        due(totalDue != 0 && totalDue - due < 0 ? totalDue : due);
        loop.deadlines().add(this);
    }

    void calm() {
        expiry = null;
        if (totalDue != 0 && !over) {
            due(totalDue);
        } else {
            loop.deadlines().remove(this);
        }
    }

    /** A tunnel has its own limits. */
    void becomeTunnel() {
        totalDue = 0;
        calm();
        connection.leave();
    }

    @Override
    protected void expired(long now) {
        Runnable step = expiry;
        if (totalDue != 0 && now - totalDue >= 0) {
            totalDue = 0;
            if (cancel != null) {
                cancel.run();
            }
            refuse(Refusal.TOTAL_TIMEOUT);
        } else if (step != null) {
            calm();
            step.run();
        }
    }

    /** The gateway refuses: its own answer, with CORS headers, and never an unread body behind it. */
    void refuse(Refusal refusal) {
        if (reason == null || outcome == Outcome.ALLOW) {
            reason = refusal.word();
        }
        if (trail != null) {
            trail.refused(refusal);
        }
        answer(snapshot().responses().of(refusal));
    }

    /** Refuses a target, and says what is wrong with it. */
    void refuse(TargetFault fault) {
        reason = Refusal.BAD_TARGET.word();
        answer(snapshot().responses().of(fault));
    }

    /** Answers 405 with {@code Allow}. */
    void refuseMethod(List<String> allow) {
        reason = Refusal.METHOD_NOT_ALLOWED.word();
        if (trail != null) {
            trail.refusedMethod(allow);
        }
        answer(snapshot().responses().methodNotAllowed(allow));
    }

    /** Answers a preflight by a policy: 204, with a grant or without. */
    void preflight(CorsPolicy policy, List<String> methodsServed) {
        reason = "preflight";
        HttpServerResponse response = client.response();
        response.setStatusCode(204);
        policy.answerPreflight(client.headers(), response.headers(), methodsServed);
        if (trail != null) {
            trail.preflight(response.headers());
        }
        mark(response.headers());
        boolean unread = !bodyEnded;
        if (unread) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        response.end();
        finish(204);
    }

    /** Sends one of the gateway's own answers; where another was begun already, only cuts that. */
    void answer(GatewayResponse answer) {
        if (over) {
            return;
        }
        HttpServerResponse response = client.response();
        if (response.headWritten()) {
            end(response.getStatusCode());
            connection.close();
            return;
        }
        MultiMap headers = response.headers();
        headers.clear();
        response.setStatusCode(answer.status());
        for (Map.Entry<String, String> header : answer.headers()) {
            headers.set(header.getKey(), header.getValue());
        }
        cors.decorate(origin, headers);
        mark(headers);
        if (!bodyEnded) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        bytesOut = answer.body().length();
        response.end(answer.body());
        finish(answer.status());
    }

    /** Puts the ids on a response, and {@code Connection: close} while the gateway drains. */
    void mark(MultiMap headers) {
        headers.set("X-Request-Id", requestId());
        snapshot().responses().identify(headers, requestId());
        if (loop.station().lifecycle().isDraining()) {
            headers.set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** The answer is complete: counts and logs it, and closes the connection where the answer said so. */
    void finish(int status) {
        if (over) {
            return;
        }
        HttpServerResponse response = client.response();
        boolean close = response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)
                || client.version() == HttpVersion.HTTP_1_0
                        && !response.headers().contains(HttpHeaders.CONTENT_LENGTH);
        end(status);
        if (!bodyEnded && !client.isEnded()) {
            connection.linger(client);
        } else if (close) {
            connection.closeWhenWritten();
        }
    }

    /** The answer cannot be completed: the connection is cut, so that nobody takes the part for the whole. */
    void cut(Refusal why) {
        if (over) {
            return;
        }
        reason = why.word();
        end(client.response().getStatusCode());
        connection.close();
    }

    /** Ends without touching the connection, which is a tunnel's. */
    void end(int status) {
        if (over) {
            return;
        }
        over = true;
        this.status = status;
        calm();
        connection.exchangeEnded();
        loop.left();
        generation.letGo();
        (route == null ? snapshot().unrouted() : route.meters()).finished(method(), status, durationNanos());
        if (snapshot().config().log().access()) {
            loop.station().accessLog().write(this);
        }
    }

    /** The rest of the body cannot be read, and nothing behind it. */
    private void bodyBroken() {
        if (over) {
            connection.close();
            return;
        }
        if (cancel != null) {
            cancel.run();
        }
        refuse(Refusal.BAD_FRAMING);
    }

    private void clientGone() {
        if (over) {
            return;
        }
        if (cancel != null) {
            cancel.run();
        }
        reason = Refusal.CLIENT_GONE.word();
        end(Refusal.CLIENT_GONE.status());
    }

    // What authorizers and mappings see.

    @Override
    public String method() {
        return swept != null && swept.method() != null
                ? swept.method().name()
                : client.method().name();
    }

    @Override
    public String path() {
        return target != null && target.refusal() == null ? target.path() : rawPath(client.uri());
    }

    private static String rawPath(String uri) {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    @Override
    public String rawQuery() {
        return target.rawQuery();
    }

    @Override
    public MultiMap headers() {
        return client.headers();
    }

    @Override
    public Map<String, String> pathParameters() {
        return match.parameters();
    }

    @Override
    public RouteRules rules() {
        return route.rules();
    }

    @Override
    public X509Certificate clientCertificate() {
        return null;
    }

    @Override
    public ApiDescription api() {
        return snapshot().api();
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(beganMillis);
    }

    @Override
    public Profile profile() {
        return snapshot().profile();
    }

    @Override
    public Identity identity() {
        return decision instanceof Decision.Allow allow ? allow.identity() : Identity.ANONYMOUS;
    }

    @Override
    public AuthorizationRequest request() {
        return this;
    }

    @Override
    public String authorizerType() {
        return route.authorizerType();
    }

    @Override
    public String protocol() {
        return client.version() == HttpVersion.HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    @Override
    public String host() {
        return swept.host();
    }

    // What is logged.

    @Override
    public String requestId() {
        if (requestId == null) {
            requestId = RequestIds.of(snapshot().profile()).next();
        }
        return requestId;
    }

    @Override
    public long startedAtMillis() {
        return beganMillis;
    }

    @Override
    public String routeKey() {
        return route == null ? GatewayMeters.NO_ROUTE : route.key();
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String outcome() {
        return outcome.word();
    }

    @Override
    public String reason() {
        return reason;
    }

    @Override
    public String authorizer() {
        return outcome == Outcome.NONE ? null : route.authorizerName();
    }

    @Override
    public String principalId() {
        return identity().principalId();
    }

    @Override
    public long durationNanos() {
        return System.nanoTime() - began;
    }

    @Override
    public long authorizerNanos() {
        return authorizerNanos;
    }

    @Override
    public long upstreamNanos() {
        return upstreamNanos;
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long bytesOut() {
        return bytesOut;
    }

    @Override
    public String sourceIp() {
        return sourceIp;
    }
}
