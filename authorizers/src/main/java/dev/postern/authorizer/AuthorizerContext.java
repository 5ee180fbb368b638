package dev.postern.authorizer;

import dev.postern.function.LambdaFunction;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What the gateway lends an authorizer: time, event loops, trust, and resources that outlive one configuration. */
public interface AuthorizerContext {

    /** The name under {@code authorizers:}; used in logs, metrics and messages. */
    String name();

    Vertx vertx();

    Clock clock();

    /** The API whose claim formats and status texts apply. */
    Profile profile();

    /**
     * Whether an e-mail address counts as identity although the issuer says that it is not verified
     * ({@code identity.unverifiedEmail: send}); false by default (SR-160).
     */
    boolean sendUnverifiedEmail();

    /**
     * Files in PEM format with certificate authorities that are trusted for outbound calls besides the system's
     * ({@code trust:} at the top of the configuration); already resolved to absolute paths.
     */
    List<String> trust();

    /** Bytes of a token, at most ({@code server.limits.token}). */
    default int tokenLimit() {
        return 16 * 1024;
    }

    /** Value of an environment variable by its name, null when unset; read for proxy settings only. */
    default UnaryOperator<String> environment() {
        return System::getenv;
    }

    /** Resources shared between configurations, so that a reload keeps key sets whose settings did not change. */
    SharedResources shared();

    /** Who is not admitted although the credential is good; asked on every request, remembered decision or not. */
    default Lockout lockout() {
        return Lockout.NONE;
    }

    /** What is asked before a signature is checked that was not checked before. */
    default VerificationBudget verification() {
        return VerificationBudget.UNLIMITED;
    }

    /** Nanoseconds since some moment, which never go back; what is remembered is timed by it (SR-111). */
    default LongSupplier ticker() {
        return System::nanoTime;
    }

    /** What makes remembered decisions void before their time. */
    default Purges purges() {
        return Purges.NONE;
    }

    /** Where decisions are remembered besides this process; null when every gateway remembers for itself. */
    default SharedStore sharedStore() {
        return null;
    }

    /** The API that is served; decisions remembered for one are never found for another. */
    default ApiDescription api() {
        return ApiDescription.DEFAULT;
    }

    /** Where caches and key sets report what they do. */
    AuthorizerEvents events();

    /**
     * The function of this name under {@code functions:}; null when there is none, and when there is one whose own
     * settings are wrong, which is reported there.
     */
    default LambdaFunction function(String name) {
        return null;
    }

    /**
     * A text that differs wherever the settings of a function differ, for what is remembered of it; the same in every
     * gateway with the same configuration.
     */
    default String functionSettings(String name) {
        return name;
    }

    /** The names under {@code functions:}, those with wrong settings included: for telling that a name is of none. */
    default Set<String> functionNames() {
        return Set.of();
    }

    /**
     * The named authorizer of the same configuration, made first if it was not yet, so that their order does not matter;
     * {@code open} and {@code deny} are found too. Null when there is none of that name, when its settings are wrong, or
     * when it asks this one in turn; the gateway reports the last two, the caller the first ({@link #authorizerNames}).
     */
    Authorizer authorizer(String name);

    /** The names under {@code authorizers:} and the built-in ones. */
    default Set<String> authorizerNames() {
        return Set.of();
    }
}
