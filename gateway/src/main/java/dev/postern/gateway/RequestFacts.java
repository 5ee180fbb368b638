package dev.postern.gateway;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.DecisionNotes;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.RouteRules;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.Swept;
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
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Map;

/**
 * What is known of one request so far, filled in step by step, and the narrow views that authorizers, mappings and the
 * access log read it through. How it ends is for {@link Exchange}.
 */
abstract class RequestFacts extends Deadlines.Timed implements AuthorizationRequest, MappingContext, ExchangeSummary {

    private final Loop loop;
    private final Generation generation;
    private final HttpServerRequest client;
    private final ClientConnection connection;
    private final long began = System.nanoTime();
    private final long beganMillis = System.currentTimeMillis();
    private final String origin;
    /** Null in a serving gateway. */
    private final Trail trail;

    private String requestId;
    private String sourceIp;
    private Swept swept;
    private RequestTarget target;
    private RouteMatch<GuardedRoute> match;
    private String pathBelowBase;
    private GuardedRoute route;
    private CorsPolicy cors;
    private Decision decision;
    private Outcome outcome = Outcome.NONE;
    private String reason;
    private Refusal refusal;
    private long authorizerBegan;
    private long authorizerNanos = -1;
    private long upstreamNanos = -1;
    private long bytesIn;
    private long bytesOut;
    private int status;
    private boolean bodyEnded;

    RequestFacts(Loop loop, Generation generation, HttpServerRequest client) {
        this.loop = loop;
        this.generation = generation;
        this.client = client;
        this.connection = ClientConnection.of(client);
        this.sourceIp = connection.peer().address();
        this.cors = generation.snapshot().cors();
        this.origin = originOf(client.headers());
        Trace trace = loop.station().trace();
        this.trail = trace == null ? null : new Trail(trace, client, generation.snapshot());
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
            trail.matched(match);
        }
    }

    void asking() {
        authorizerBegan = System.nanoTime();
        if (trail != null) {
            trail.cors(cors, origin);
        }
    }

    void decided(Decision decision) {
        this.decision = decision;
        this.authorizerNanos = System.nanoTime() - authorizerBegan;
        this.outcome = Outcome.of(decision);
        this.reason = decision.reason().word();
        route.authorizerMeters().decided(outcome, decision.reason(), authorizerNanos);
        if (trail != null) {
            trail.decided(route, decision);
        }
    }

    void bodyEnded() {
        bodyEnded = true;
    }

    boolean hasBodyEnded() {
        return bodyEnded;
    }

    /** The word that log and {@code explain} show; the last one counts. */
    void because(String word) {
        reason = word;
    }

    /** The gateway's own reason: shown like any other, and counted when the request ends. */
    void because(Refusal why) {
        refusal = why;
        because(why.word());
    }

    void answeredWith(int status) {
        this.status = status;
    }

    void answeredBytes(long bytes) {
        bytesOut = bytes;
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

    /** The decision that admitted the caller; null before, and when it did not. */
    Decision.Allow admission() {
        return decision instanceof Decision.Allow allow ? allow : null;
    }

    boolean isDecided() {
        return decision != null;
    }

    /** Why the gateway itself did not serve it; null when it did, or when an authorizer's word is the reason. */
    Refusal refusal() {
        return refusal;
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

    // What authorizers and mappings see.

    @Override
    public String method() {
        if (client.uri().isEmpty()) {
            // The request line could not be read.
            return null;
        }
        return swept != null && swept.method() != null
                ? swept.method().name()
                : client.method().name();
    }

    @Override
    public String path() {
        if (client.uri().isEmpty()) {
            return null;
        }
        return target != null && target.refusal() == null ? target.path() : rawPath(client.uri());
    }

    /** What the client sent, without query, and without the authority, which can hold a password. */
    private static String rawPath(String uri) {
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        int authority = path.indexOf("://");
        if (authority >= 0 && !path.startsWith("/")) {
            int slash = path.indexOf('/', authority + 3);
            return slash < 0 ? "" : path.substring(slash);
        }
        return path.startsWith("/") ? path : path.substring(path.lastIndexOf('@') + 1);
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
        return connection.certificate();
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
        return switch (client.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
            default -> throw new IllegalStateException("no such listener");
        };
    }

    @Override
    public String host() {
        return swept.host();
    }

    @Override
    public boolean isSecure() {
        return client.isSSL();
    }

    @Override
    public DecisionNotes notes() {
        return trail;
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
