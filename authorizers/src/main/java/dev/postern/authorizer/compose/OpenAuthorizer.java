package dev.postern.authorizer.compose;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import io.vertx.core.Future;
import java.time.Instant;

/**
 * The built-in name {@code open}: admits every request, as nobody. It does not look at credentials and vouches for
 * nothing, so a backend behind it gets no identity headers, whatever the client sent.
 */
public final class OpenAuthorizer implements Authorizer {

    /** The word in the configuration. */
    public static final String NAME = "open";

    public static final OpenAuthorizer INSTANCE = new OpenAuthorizer();

    private static final Future<Decision> ALLOW =
            Future.succeededFuture(new Decision.Allow(Identity.ANONYMOUS, Instant.MAX));

    private OpenAuthorizer() {}

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        return ALLOW;
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
