package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.vertx.core.Future;

/** The built-in name {@code deny}: refuses every request with 403. It closes a route without removing it. */
public final class DenyAuthorizer implements Authorizer {

    /** The word in the configuration. */
    public static final String NAME = "deny";

    public static final DenyAuthorizer INSTANCE = new DenyAuthorizer();

    private static final Future<Decision> DENY = Future.succeededFuture(Decision.Deny.because(Reason.DENIED));

    private DenyAuthorizer() {}

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        return DENY;
    }
}
