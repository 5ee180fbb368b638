package dev.postern.gateway.plugin;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An authorizer of a plug-in. Whatever it throws keeps the gate closed, a class that it lacks included; what it says of
 * itself is asked once.
 */
final class PluginAuthorizer implements Authorizer {

    private static final Logger LOG = LoggerFactory.getLogger(PluginAuthorizer.class);
    private static final AuthorizerState FAILED = new AuthorizerState(false, false, "failed when asked");
    private static final Future<Decision> UNABLE =
            Future.succeededFuture(new Decision.Unavailable(Reason.AUTHORIZER_FAILED));

    private final String name;
    private final Authorizer authorizer;
    private final List<CredentialSource> sources;
    private final boolean open;
    private final boolean asksRules;
    private final Set<String> issuers;

    private PluginAuthorizer(String name, Authorizer authorizer) {
        this.name = name;
        this.authorizer = authorizer;
        this.sources = List.copyOf(authorizer.credentialSources());
        this.open = authorizer.isOpen();
        this.asksRules = authorizer.asksRules();
        this.issuers = Set.copyOf(authorizer.issuers());
    }

    /** @throws RuntimeException when it cannot say where it looks for credentials */
    static Authorizer of(String name, Authorizer authorizer) {
        return new PluginAuthorizer(name, authorizer);
    }

    @Override
    public Future<Decision> authorize(AuthorizationRequest request) {
        return guarded("decide", () -> authorizer.authorize(request), UNABLE);
    }

    @Override
    public Future<Void> start() {
        return guarded("start", authorizer::start, Future.succeededFuture());
    }

    @Override
    public AuthorizerState state() {
        return guarded("tell its state", authorizer::state, FAILED);
    }

    @Override
    public List<CredentialSource> credentialSources() {
        return sources;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean asksRules() {
        return asksRules;
    }

    @Override
    public Set<String> issuers() {
        return issuers;
    }

    @Override
    public Future<Void> close() {
        return guarded("close", authorizer::close, Future.succeededFuture());
    }

    private <T> T guarded(String what, Supplier<T> call, T otherwise) {
        try {
            T answer = call.get();
            return answer == null ? otherwise : answer;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            LOG.error("Authorizer {} of a plug-in could not {}", name, what, e);
            return otherwise;
        }
    }
}
