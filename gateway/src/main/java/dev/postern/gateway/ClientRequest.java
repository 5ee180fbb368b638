package dev.postern.gateway;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.DecisionNotes;
import dev.postern.authorizer.RouteRules;
import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.RequestIds;
import dev.postern.gateway.http.RequestTarget;
import dev.postern.gateway.http.Swept;
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
 * What a client asks for, as far as it was read: its head, then the swept headers, the canonical target and the route,
 * each filled in by its step; and the view of it that authorizers have. What becomes of it is for {@link RequestFacts}.
 */
abstract class ClientRequest extends Deadlines.Timed implements AuthorizationRequest {

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
    private boolean bodyEnded;

    ClientRequest(Loop loop, Generation generation, HttpServerRequest client) {
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

    void bodyEnded() {
        bodyEnded = true;
    }

    boolean hasBodyEnded() {
        return bodyEnded;
    }

    // What the steps read.

    /** Follows the request for {@code explain}; null in a serving gateway. */
    Trail trail() {
        return trail;
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

    /** What backends are told of it: {@code explain} asks in clear text, also where the listener speaks TLS. */
    boolean cameByTls() {
        return client.isSSL() || trail != null && trail.cameByTls();
    }

    // What authorizers see.

    @Override
    public String method() {
        if (client.uri() != null && isUnreadable(client.uri())) {
            return null;
        }
        return swept != null && swept.method() != null
                ? swept.method().name()
                : client.method().name();
    }

    @Override
    public String path() {
        return target != null && target.refusal() == null ? target.path() : pathAsSent(client.uri());
    }

    /** How a request line is handed on that could not be read: empty, and in HTTP/2 as the replacement character. */
    private static boolean isUnreadable(String uri) {
        return uri.isEmpty() || uri.charAt(0) == '\uFFFD';
    }

    /**
     * What the client sent, without query, and without the authority, which can hold a password.
     *
     * @param uri of the request line; null for CONNECT by HTTP/2, which has none
     * @return null where nothing can be shown
     */
    static String pathAsSent(String uri) {
        if (uri == null || isUnreadable(uri)) {
            return null;
        }
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

    /** When its head had been read; milliseconds since 1970. */
    public long startedAtMillis() {
        return beganMillis;
    }

    /** Since then. */
    public long durationNanos() {
        return System.nanoTime() - began;
    }

    @Override
    public Instant time() {
        return Instant.ofEpochMilli(beganMillis);
    }

    @Override
    public boolean isSecure() {
        return client.isSSL();
    }

    @Override
    public DecisionNotes notes() {
        return trail;
    }

    @Override
    public String requestId() {
        if (requestId == null) {
            requestId = RequestIds.of(snapshot().profile()).next();
        }
        return requestId;
    }

    @Override
    public String sourceIp() {
        return sourceIp;
    }
}
