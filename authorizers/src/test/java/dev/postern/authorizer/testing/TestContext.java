package dev.postern.authorizer.testing;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Lockout;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Purges;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.function.LambdaFunction;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/** What the gateway would lend, with everything in the test's hand. */
public final class TestContext implements AuthorizerContext {

    public final TestClock clock = new TestClock();
    public final TestProblems problems = new TestProblems();
    public final TestEvents events = new TestEvents();
    public final Map<String, String> environment = new HashMap<>();
    public final Map<String, LambdaFunction> functions = new LinkedHashMap<>();
    public Profile profile = Profile.POSTERN;
    public boolean sendUnverifiedEmail;
    public List<String> trust = List.of();
    public Lockout lockout = Lockout.NONE;
    public VerificationBudget verification = VerificationBudget.UNLIMITED;
    /** Follows the clock, until another one is put here. */
    public LongSupplier ticker = () -> TimeUnit.MILLISECONDS.toNanos(clock.millis());

    public Purges purges = Purges.NONE;
    public SharedStore sharedStore;
    /** Others of the same configuration, by name; null for one whose settings are wrong. */
    public final Map<String, Authorizer> authorizers = new LinkedHashMap<>();

    public Path directory = Path.of(".").toAbsolutePath();

    private final Vertx vertx;
    private final SharedResources shared = new SharedResources();

    public TestContext(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Makes an authorizer of JSON settings; null when the settings are wrong, see {@link #problems}. */
    public Authorizer create(AuthorizerFactory factory, JsonObject settings) {
        Map<String, Object> values = plain(settings.getMap());
        values.remove("type");
        return factory.create(this, new Settings("authorizers.users", values, directory, problems));
    }

    private static Map<String, Object> plain(Map<String, Object> map) {
        Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(key, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        if (value instanceof JsonObject object) {
            return plain(object.getMap());
        } else if (value instanceof JsonArray array) {
            return array.stream().map(TestContext::plain).toList();
        }
        return value instanceof Integer number ? Long.valueOf(number) : value;
    }

    @Override
    public String name() {
        return "users";
    }

    @Override
    public Vertx vertx() {
        return vertx;
    }

    @Override
    public TestClock clock() {
        return clock;
    }

    @Override
    public LongSupplier ticker() {
        return ticker;
    }

    @Override
    public Purges purges() {
        return purges;
    }

    @Override
    public SharedStore sharedStore() {
        return sharedStore;
    }

    @Override
    public Profile profile() {
        return profile;
    }

    @Override
    public LambdaFunction function(String name) {
        return functions.get(name);
    }

    @Override
    public Set<String> functionNames() {
        return functions.keySet();
    }

    @Override
    public boolean sendUnverifiedEmail() {
        return sendUnverifiedEmail;
    }

    @Override
    public List<String> trust() {
        return trust;
    }

    @Override
    public UnaryOperator<String> environment() {
        return environment::get;
    }

    @Override
    public SharedResources shared() {
        return shared;
    }

    @Override
    public Lockout lockout() {
        return lockout;
    }

    @Override
    public VerificationBudget verification() {
        return verification;
    }

    @Override
    public AuthorizerEvents events() {
        return events;
    }

    @Override
    public Authorizer authorizer(String name) {
        return authorizers.get(name);
    }

    @Override
    public Set<String> authorizerNames() {
        return Collections.unmodifiableSet(authorizers.keySet());
    }
}
