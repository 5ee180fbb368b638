package dev.postern.gateway;

import dev.postern.authorizer.ApiDescription;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Purges;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.function.LambdaFunction;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.observe.GatewayMeters;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What configurations are compiled against, and what outlives each of them.
 *
 * @param shared key sets and other resources that a reload keeps
 * @param events where authorizers report; {@link AuthorizerEvents#NONE} for {@code check}
 * @param lockouts who is locked out
 * @param sharing purges, and where decisions are remembered with other gateways
 * @param verification what each event loop may spend on bad signatures, over all authorizers
 */
record Surroundings(
        Vertx vertx,
        Clock clock,
        GatewayMeters meters,
        SharedResources shared,
        AuthorizerEvents events,
        LockoutSource lockouts,
        Sharing sharing,
        VerificationBudget verification) {

    /**
     * @param functions those of the same configuration
     * @param others finds authorizers of the same configuration by name
     */
    AuthorizerContext authorizerContext(
            String name, GatewayConfig config, FunctionRegistry functions, AuthorizerRoster others) {
        return new AuthorizerContext() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Vertx vertx() {
                return vertx;
            }

            @Override
            public Clock clock() {
                return clock;
            }

            @Override
            public Profile profile() {
                return config.profile();
            }

            @Override
            public boolean sendUnverifiedEmail() {
                return config.identity().sendUnverifiedEmail();
            }

            @Override
            public List<String> trust() {
                return config.trust();
            }

            @Override
            public int tokenLimit() {
                return config.server().limits().token();
            }

            @Override
            public SharedResources shared() {
                return shared;
            }

            @Override
            public Lockout lockout() {
                return lockouts.list();
            }

            @Override
            public Purges purges() {
                return sharing.purges();
            }

            @Override
            public SharedStore sharedStore() {
                return sharing.store();
            }

            @Override
            public ApiDescription api() {
                return config.api();
            }

            @Override
            public VerificationBudget verification() {
                return verification;
            }

            @Override
            public AuthorizerEvents events() {
                return events;
            }

            /** A clock that a test moves also moves what is remembered. */
            @Override
            public LongSupplier ticker() {
                return clock.equals(Clock.systemUTC())
                        ? System::nanoTime
                        : () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());
            }

            @Override
            public LambdaFunction function(String name) {
                return functions.function(name);
            }

            @Override
            public String functionSettings(String name) {
                return String.valueOf(config.functions().get(name));
            }

            @Override
            public Set<String> functionNames() {
                return config.functionNames();
            }

            @Override
            public Authorizer authorizer(String other) {
                return others.find(other);
            }

            @Override
            public Set<String> authorizerNames() {
                return others.names();
            }
        };
    }
}
