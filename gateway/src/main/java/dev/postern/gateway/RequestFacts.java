package dev.postern.gateway;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.integration.TunnelEnd;
import dev.postern.gateway.mapping.MappingContext;
import dev.postern.gateway.observe.ExchangeSummary;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.Outcome;
import io.vertx.core.http.HttpServerRequest;

/**
 * What became of a {@link ClientRequest} so far: the decision, the reason, what was counted; and the narrow views that
 * mappings and the access log read it through. How it ends is for {@link Exchange}.
 */
abstract class RequestFacts extends ClientRequest implements MappingContext, ExchangeSummary {

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
    private TunnelEnd webSocketEnd;

    RequestFacts(Loop loop, Generation generation, HttpServerRequest client) {
        super(loop, generation, client);
    }

    // What the steps learn.

    void asking() {
        authorizerBegan = System.nanoTime();
        if (trail() != null) {
            trail().cors(cors(), origin());
        }
    }

    void decided(Decision decision) {
        this.decision = decision;
        this.authorizerNanos = System.nanoTime() - authorizerBegan;
        this.outcome = Outcome.of(decision);
        this.reason = decision.reason().word();
        route().authorizerMeters().decided(outcome, decision.reason(), authorizerNanos);
        if (trail() != null) {
            trail().decided(this, route(), decision);
        }
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

    void ended(TunnelEnd why) {
        webSocketEnd = why;
    }

    // What the steps read.

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

    // What mappings see.

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
        return route().authorizerType();
    }

    @Override
    public String protocol() {
        return switch (client().version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
            default -> throw new IllegalStateException("no such listener");
        };
    }

    @Override
    public String host() {
        return swept().host();
    }

    // What is logged.

    /** A refused target is shown as it came, so that one can find what is wrong with it. */
    @Override
    public String path() {
        return refusal == Refusal.BAD_TARGET ? pathAsSent(client().uri()) : super.path();
    }

    @Override
    public String routeKey() {
        return route() == null ? GatewayMeters.NO_ROUTE : route().key();
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
        return outcome == Outcome.NONE ? null : route().authorizerName();
    }

    @Override
    public String principalId() {
        return identity().principalId();
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
    public String webSocketEnd() {
        return webSocketEnd == null ? null : webSocketEnd.word();
    }

    @Override
    public long bytesIn() {
        return bytesIn;
    }

    @Override
    public long bytesOut() {
        return bytesOut;
    }
}
