package dev.postern.authorizer.jwt;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import dev.postern.authorizer.keys.KeyLocation;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code type: jwt}: tokens of one OpenID Connect or JWT issuer. {@code issuer} and {@code audiences} are required; any
 * audience must be spelled {@code any} (SR-90). The schema describes every setting, {@code docs/authorizers/jwt.md}
 * what each refuses.
 */
public final class JwtAuthorizerFactory implements AuthorizerFactory {

    @Override
    public String type() {
        return "jwt";
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        String issuer = settings.requiredText("issuer");
        Set<String> audiences = audiences(settings);
        Set<SignatureAlgorithm> algorithms = algorithms(settings);
        TokenSettings common = TokenSettings.read(context, settings);
        IssuerKeys keys = new IssuerKeys(context, algorithms, common);
        KeyLocation location = null;
        if (settings.has("jwks")) {
            location = keys.location(settings, "jwks");
        } else if (issuer != null && isDiscoverable(keys, settings, issuer)) {
            location = new KeyLocation.Discovery(issuer);
        }
        settings.finish();
        if (!settings.isSound()) {
            return null;
        }
        ClaimRules claimRules = new ClaimRules(List.of(
                ClaimRules.issuer(issuer),
                ClaimRules.expiry(common.leeway()),
                ClaimRules.notBefore("nbf", common.leeway()),
                ClaimRules.notBefore("iat", common.leeway()),
                ClaimRules.audience(audiences)));
        IdentityClaims identity = new IdentityClaims(
                List.of("preferred_username", "sub"),
                "groups",
                List.of("scp", "scope"),
                List.of("client_id", "azp"),
                context.sendUnverifiedEmail());
        JwtAuthorizer.Rules rules = new JwtAuthorizer.Rules(
                common.sources(),
                algorithms,
                List.of(new JwtAuthorizer.Issuer(issuer, claimRules, keys.hold(issuer, location))),
                identity,
                common.leeway(),
                RouteCheck.NONE);
        return new JwtAuthorizer(
                context,
                rules,
                String.join(
                        "\n",
                        "jwt",
                        issuer,
                        audiences.toString(),
                        common.toString(),
                        identity.toString(),
                        location + " " + algorithms));
    }

    private static Set<String> audiences(Settings settings) {
        List<String> texts = settings.oneOrMore("audiences");
        if (!settings.has("audiences") || texts.isEmpty()) {
            if (settings.isSound() || !settings.has("audiences")) {
                settings.problem(
                        "audiences",
                        settings.has("audiences") ? "is empty" : "is missing",
                        "list the audiences this API accepts, or write 'any' to accept tokens made for other services");
            }
            return Set.of();
        }
        if (texts.equals(List.of("any"))) {
            settings.warning(
                    "audiences",
                    "a token that the issuer made for any other service is admitted",
                    "list the audiences of this API");
            return Set.of();
        }
        if (texts.contains("any")) {
            settings.problem("audiences", "mixes 'any' with audiences", "write either 'any' or the audiences");
        }
        return new LinkedHashSet<>(texts);
    }

    private static Set<SignatureAlgorithm> algorithms(Settings settings) {
        Set<SignatureAlgorithm> algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
        String right = "known are " + String.join(", ", SignatureAlgorithm.words());
        for (String word : settings.oneOrMore("algorithms")) {
            SignatureAlgorithm algorithm = SignatureAlgorithm.of(word);
            if (algorithm != null) {
                algorithms.add(algorithm);
            } else if (word.equalsIgnoreCase("none")) {
                settings.problem("algorithms", "'" + word + "' means unsigned tokens, which are never admitted", right);
            } else if (word.toUpperCase(Locale.ROOT).startsWith("HS")) {
                settings.problem(
                        "algorithms",
                        "'" + word + "' needs a secret that everybody who checks a token could also sign with",
                        right);
            } else {
                settings.problem(
                        "algorithms",
                        "'" + word + "' is not known" + Suggestion.of(word, SignatureAlgorithm.words()),
                        right);
            }
        }
        if (settings.has("algorithms") && algorithms.isEmpty() && settings.isSound()) {
            settings.problem("algorithms", "is empty", right);
        }
        return algorithms.isEmpty() ? EnumSet.of(SignatureAlgorithm.RS256) : algorithms;
    }

    private static boolean isDiscoverable(IssuerKeys keys, Settings settings, String issuer) {
        if (issuer.indexOf('?') >= 0 || issuer.indexOf('#') >= 0) {
            settings.problem("issuer", "has a query or a fragment", "write the issuer as its tokens name it in 'iss'");
            return false;
        }
        return keys.url(settings, "issuer", issuer);
    }

    @Override
    public JsonObject schema() {
        JsonObject properties = new JsonObject()
                .put(
                        "issuer",
                        TokenSchema.text("What the claim iss must be, exactly, a trailing slash included. Without jwks,"
                                        + " keys are found at <issuer>/.well-known/openid-configuration.")
                                .put("examples", new JsonArray().add("https://login.example.com/")))
                .put(
                        "audiences",
                        TokenSchema.textOrTexts("Which audiences are admitted: aud, or client_id where there is no aud."
                                        + " 'any' admits tokens made for other services.")
                                .put("examples", new JsonArray().add(new JsonArray().add("notes"))))
                .put(
                        "algorithms",
                        new JsonObject()
                                .put(
                                        "oneOf",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("enum", new JsonArray(SignatureAlgorithm.words())))
                                                .add(new JsonObject()
                                                        .put("type", "array")
                                                        .put("minItems", 1)
                                                        .put(
                                                                "items",
                                                                new JsonObject()
                                                                        .put(
                                                                                "enum",
                                                                                new JsonArray(
                                                                                        SignatureAlgorithm.words())))))
                                .put("default", new JsonArray().add("RS256"))
                                .put("description", "Signature algorithms that a token may use."))
                .put("jwks", TokenSchema.jwks("Overrides discovery."));
        return TokenSchema.of(
                "jwt",
                "Admits the bearers of tokens of one OpenID Connect or JWT issuer.",
                properties,
                List.of("issuer", "audiences"));
    }
}
