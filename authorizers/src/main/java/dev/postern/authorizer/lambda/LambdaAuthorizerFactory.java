package dev.postern.authorizer.lambda;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import dev.postern.function.LambdaFunction;
import dev.postern.function.event.AuthorizerEvent;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** {@code type: lambda}; {@code docs/authorizers/lambda.md} says what every setting means and what it refuses. */
public final class LambdaAuthorizerFactory implements AuthorizerFactory {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration TTL = Duration.ofSeconds(300);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Below the gateway's own patience with any authorizer. */
    private static final Duration LONGEST = Duration.ofSeconds(29);

    /** What an answer counts for while it is remembered. */
    private enum Scope {
        POLICY,
        ROUTE
    }

    private enum FailMode {
        CLOSED,
        OPEN
    }

    private enum Principal {
        REQUIRED,
        OPTIONAL
    }

    @Override
    public String type() {
        return "lambda";
    }

    @Override
    public JsonObject schema() {
        return LambdaSchema.schema();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        String name = settings.requiredText("function");
        LambdaFunction function = name == null ? null : function(context, settings, name);
        AuthorizerEvent event = event(settings);
        boolean simple = settings.flag("simpleResponses", false);
        if (simple && event != null && event != AuthorizerEvent.V2) {
            settings.problem(
                    "simpleResponses", "belongs to event v2, as API Gateway has it", "write event: v2, or remove it");
        }
        IdentitySources sources = sources(settings, event);
        Duration ttl = settings.duration("ttl", simple ? Duration.ZERO : TTL, Duration.ZERO, HOUR);
        if (!ttl.isZero() && sources.isEmpty() && event != null && settings.isSound()) {
            settings.problems()
                    .error(
                            settings.has("ttl") ? settings.path("ttl") : settings.path(),
                            "answers would be remembered for " + ttl.toSeconds()
                                    + "s with nothing to tell callers apart",
                            "name an identitySource, or write ttl: 0s");
        }
        Duration denyTtl = denyTtl(settings, ttl);
        Duration stale = stale(settings, ttl);
        Scope scope = scope(settings, ttl, simple);
        LambdaSettings read = new LambdaSettings(
                name,
                event,
                sources,
                validation(settings, event),
                ttl,
                denyTtl,
                stale,
                settings.duration("timeout", TIMEOUT, Duration.ofMillis(1), LONGEST),
                scope == Scope.ROUTE,
                simple,
                principal(settings, simple) == Principal.REQUIRED,
                failMode(settings) == FailMode.OPEN,
                wording(context, settings, simple));
        settings.finish();
        return settings.isSound() && function != null
                ? new LambdaAuthorizer(context, function, read, context.functionSettings(name))
                : null;
    }

    /** Null where there is none, after reporting it; also where its own settings are wrong, which was reported there. */
    private static LambdaFunction function(AuthorizerContext context, Settings settings, String name) {
        LambdaFunction function = context.function(name);
        if (function == null && !context.functionNames().contains(name)) {
            settings.problem(
                    "function",
                    "there is no function '" + name + "'" + Suggestion.of(name, context.functionNames()),
                    context.functionNames().isEmpty()
                            ? "add it to functions:"
                            : "known are " + String.join(", ", context.functionNames()));
        }
        return function;
    }

    private static AuthorizerEvent event(Settings settings) {
        if (!settings.has("event")) {
            settings.missing("event");
            return null;
        }
        return settings.choice("event", AuthorizerEvent.class, AuthorizerEvent::word, null);
    }

    private static IdentitySources sources(Settings settings, AuthorizerEvent event) {
        IdentitySources sources = IdentitySources.read(settings);
        if (settings.has("identitySource") && sources.isEmpty() && settings.isSound()) {
            settings.problem("identitySource", "is empty", "name a source, such as header.Authorization, or remove it");
        }
        if (event == AuthorizerEvent.TOKEN && sources.all().size() > 1) {
            settings.problem(
                    "identitySource",
                    "has " + sources.all().size() + " sources, and a token event carries one",
                    "keep one of them, or write event: request");
        }
        return event == AuthorizerEvent.TOKEN && !settings.has("identitySource")
                ? new IdentitySources(List.of(new IdentitySource.Header("Authorization")))
                : sources;
    }

    private static Pattern validation(Settings settings, AuthorizerEvent event) {
        String text = settings.textIfPresent("validation");
        if (text == null) {
            return null;
        }
        if (event != null && event != AuthorizerEvent.TOKEN) {
            settings.problem(
                    "validation",
                    "is for event token; API Gateway ignores it with others",
                    "remove it, or check the credential in the function");
        }
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            settings.problem(
                    "validation",
                    "is no expression that can be matched in linear time: " + e.getDescription(),
                    "write it in RE2's syntax, without look-around and back-references");
            return null;
        }
    }

    private static Duration denyTtl(Settings settings, Duration ttl) {
        Duration denyTtl = settings.duration("denyTtl", null, Duration.ZERO, HOUR);
        if (denyTtl != null && denyTtl.compareTo(ttl) > 0) {
            settings.problem(
                    "denyTtl", "is longer than ttl, which is " + ttl.toSeconds() + "s", "shorten it, or lengthen ttl");
        }
        return denyTtl;
    }

    private static Duration stale(Settings settings, Duration ttl) {
        Duration stale = settings.duration("staleWhileRevalidate", Duration.ZERO, Duration.ZERO, HOUR);
        if (!stale.isZero() && ttl.isZero()) {
            settings.problem("staleWhileRevalidate", "is of no use, as ttl is 0s", "remove it, or set ttl");
        }
        return stale;
    }

    private static Scope scope(Settings settings, Duration ttl, boolean simple) {
        Scope scope = settings.choice(
                "cacheScope", Scope.class, LambdaAuthorizerFactory::word, simple ? Scope.ROUTE : Scope.POLICY);
        if (!settings.has("cacheScope")) {
            return scope;
        }
        if (ttl.isZero()) {
            settings.problem("cacheScope", "is of no use, as ttl is 0s", "remove it, or set ttl");
        } else if (scope == Scope.POLICY && simple) {
            settings.warning(
                    "cacheScope",
                    "one isAuthorized: true admits the caller to every route of this authorizer for " + ttl.toSeconds()
                            + "s",
                    "write cacheScope: route");
        } else if (scope == Scope.POLICY) {
            settings.warning(
                    "cacheScope",
                    "a policy is remembered for all routes: one that only names the method ARN it was asked for gives 403"
                            + " on every other route until it ends",
                    "let the function return a policy for all that the caller may do and remove this, or write"
                            + " cacheScope: route");
        }
        return scope;
    }

    private static Principal principal(Settings settings, boolean simple) {
        if (simple && settings.has("principalId")) {
            settings.problem("principalId", "is never looked at, as simple responses have none", "remove it");
        }
        return settings.choice("principalId", Principal.class, LambdaAuthorizerFactory::word, Principal.REQUIRED);
    }

    private static FailMode failMode(Settings settings) {
        FailMode mode = settings.choice("failMode", FailMode.class, LambdaAuthorizerFactory::word, FailMode.CLOSED);
        if (mode == FailMode.OPEN) {
            settings.warning(
                    "failMode",
                    "everybody is let through, as nobody in particular, while the function cannot be reached",
                    "remove it, and alert on postern_decisions_total{outcome=\"fail_open\"} until then");
        }
        return mode;
    }

    private static Decision.Wording wording(AuthorizerContext context, Settings settings, boolean simple) {
        if (settings.has("denyWording") && (context.profile() != Profile.REST_API || simple)) {
            settings.problem(
                    "denyWording",
                    "is never looked at: only answers to policies under profile rest-api have these words",
                    "remove it");
        }
        return settings.choice("denyWording", Decision.Wording.class, Decision.Wording::word, Decision.Wording.PLAIN);
    }

    /** The words of a setting, for the schema. */
    static List<String> words(String key) {
        return switch (key) {
            case "event" ->
                Arrays.stream(AuthorizerEvent.values())
                        .map(AuthorizerEvent::word)
                        .toList();
            case "cacheScope" ->
                Arrays.stream(Scope.values()).map(LambdaAuthorizerFactory::word).toList();
            case "failMode" ->
                Arrays.stream(FailMode.values())
                        .map(LambdaAuthorizerFactory::word)
                        .toList();
            case "principalId" ->
                Arrays.stream(Principal.values())
                        .map(LambdaAuthorizerFactory::word)
                        .toList();
            default ->
                Arrays.stream(Decision.Wording.values())
                        .map(Decision.Wording::word)
                        .toList();
        };
    }
}
