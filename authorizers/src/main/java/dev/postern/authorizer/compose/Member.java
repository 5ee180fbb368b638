package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the authorizers that a composed one asks. What is not a decision (null, an exception, a failed future, an
 * admission of nobody knows whom or until when) keeps the gate closed, as it does for an authorizer that a route names
 * itself.
 *
 * @param name under {@code authorizers:}, or {@code open} or {@code deny}
 */
record Member(String name, Authorizer authorizer) {

    private static final Logger LOG = LoggerFactory.getLogger(Member.class);
    private static final Decision FAILED = new Decision.Unavailable(Reason.AUTHORIZER_FAILED);

    /** Asks; the future never fails and never holds null. */
    Future<Decision> ask(AuthorizationRequest request) {
        Future<Decision> answer;
        try {
            answer = authorizer.authorize(request);
        } catch (RuntimeException e) {
            LOG.error("Authorizer {} threw; it counts as unable to decide", name, e);
            return Future.succeededFuture(FAILED);
        }
        if (answer == null) {
            return Future.succeededFuture(FAILED);
        }
        if (answer.succeeded() && isDecision(answer.result())) {
            return answer;
        }
        return answer.transform(result -> {
            if (result.failed()) {
                LOG.error("Authorizer {} failed; it counts as unable to decide", name, result.cause());
            }
            return Future.succeededFuture(isDecision(result.result()) ? result.result() : FAILED);
        });
    }

    private static boolean isDecision(Decision decision) {
        if (decision instanceof Decision.Allow allow) {
            return allow.identity() != null && allow.expiry() != null && allow.standing() != null;
        }
        return decision != null && decision.reason() != null;
    }
}
