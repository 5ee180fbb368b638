package dev.postern.authorizer;

import io.vertx.core.Future;
import java.util.List;
import java.util.Set;

/**
 * Decides whether a request is admitted, and as whom.
 *
 * <p>One instance serves every event loop of one configuration: implementations are safe for concurrent use and never
 * block. The returned future may already be complete, which is the fast path. A failed future, a null decision or a
 * thrown exception is treated by the gateway as {@link Decision.Unavailable}: closed, never open.
 */
public interface Authorizer {

    /** Asks for a decision. Time limits are the implementation's duty; the gateway only bounds the whole exchange. */
    Future<Decision> authorize(AuthorizationRequest request);

    /**
     * Begins work that needs the network or timers, such as fetching keys. Called once, after the whole configuration
     * was found valid and before the first request; never called by {@code check}.
     *
     * @return completes when the first attempt is over, successful or not; a failure never stops the gateway
     */
    default Future<Void> start() {
        return Future.succeededFuture();
    }

    /** Whether this authorizer can decide now, or has been able to once; read by the readiness probe. */
    default AuthorizerState state() {
        return AuthorizerState.READY;
    }

    /**
     * Where this authorizer looks for credentials. The gateway removes query and cookie credentials from what the
     * backend sees and from the log, and header credentials when the upstream says {@code forwardCredential: false}.
     */
    default List<CredentialSource> credentialSources() {
        return List.of();
    }

    /**
     * Whether this authorizer admits requests without looking at a credential. Used by the lint of SR-166 (a weaker
     * sibling of a guarded route).
     */
    default boolean isOpen() {
        return false;
    }

    /**
     * Whether everybody it admits was asked what the route asks ({@link AuthorizationRequest#rules}). Where it is not so,
     * a route with rules is a configuration error, as somebody would get round them.
     */
    default boolean asksRules() {
        return false;
    }

    /**
     * Who vouches for the callers that this authorizer admits: the issuers of the tokens it believes. A
     * {@code principalId} is unique only within one of them, so a route that admits those of several is linted unless a
     * mapped header tells them apart (SR-157). Empty when it names its callers itself.
     */
    default Set<String> issuers() {
        return Set.of();
    }

    /** Releases timers and shared resources. Called once, after the last exchange that may use this instance. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
