package dev.postern.authorizer.cognito;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import dev.postern.authorizer.jwt.ClaimRules;
import dev.postern.authorizer.jwt.IdentityClaims;
import dev.postern.authorizer.jwt.IssuerKeys;
import dev.postern.authorizer.jwt.JwtAuthorizer;
import dev.postern.authorizer.jwt.TokenSchema;
import dev.postern.authorizer.jwt.TokenSettings;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code type: cognito}: id or access tokens of one or several Cognito user pools. RS256 only; {@code clients} is
 * required for every pool, and any client must be spelled {@code any}. The schema describes every setting,
 * {@code docs/authorizers/cognito.md} what each refuses.
 */
public final class CognitoAuthorizerFactory implements AuthorizerFactory {

    private static final Set<SignatureAlgorithm> ALGORITHMS = EnumSet.of(SignatureAlgorithm.RS256);

    @Override
    public String type() {
        return "cognito";
    }

    @Override
    public Authorizer create(AuthorizerContext context, Settings settings) {
        TokenSettings common = TokenSettings.read(context, settings);
        TokenUse use = tokenUse(settings);
        IssuerKeys keys = new IssuerKeys(context, ALGORITHMS, common);
        List<PoolSettings> pools = pools(settings, keys);
        settings.finish();
        if (!settings.isSound()) {
            return null;
        }
        List<JwtAuthorizer.Issuer> issuers = new ArrayList<>();
        for (PoolSettings pool : pools) {
            String issuer = pool.pool().issuer();
            ClaimRules rules = new ClaimRules(List.of(
                    ClaimRules.issuer(issuer),
                    ClaimRules.expiry(common.leeway()),
                    ClaimRules.notBefore("nbf", common.leeway()),
                    ClaimRules.notBefore("iat", common.leeway()),
                    UserPool.client(pool.clients())));
            issuers.add(new JwtAuthorizer.Issuer(issuer, rules, keys.hold(issuer, pool.location())));
        }
        IdentityClaims identity = new IdentityClaims(
                List.of("cognito:username", "username"),
                "cognito:groups",
                List.of("scope"),
                List.of("client_id", "aud"),
                context.sendUnverifiedEmail());
        return new JwtAuthorizer(
                context,
                new JwtAuthorizer.Rules(common.sources(), ALGORITHMS, issuers, identity, common.leeway(), use),
                String.join("\n", "cognito", pools.toString(), use.name(), common.toString(), identity.toString()));
    }

    private static TokenUse tokenUse(Settings settings) {
        String word = settings.text("tokenUse", null);
        if (word == null) {
            return TokenUse.BY_ROUTE;
        }
        List<String> words = new ArrayList<>();
        for (TokenUse use : EnumSet.complementOf(EnumSet.of(TokenUse.BY_ROUTE))) {
            if (use.word().equals(word)) {
                return use;
            }
            words.add(use.word());
        }
        settings.problem(
                "tokenUse",
                "'" + word + "' is not known" + Suggestion.of(word, words),
                "write one of " + String.join(", ", words));
        return TokenUse.BY_ROUTE;
    }

    private static List<PoolSettings> pools(Settings settings, IssuerKeys keys) {
        if (!settings.has("userPools")) {
            PoolSettings pool = PoolSettings.read(settings, "userPool", keys);
            return pool == null ? List.of() : List.of(pool);
        }
        for (String key : List.of("userPool", "issuer", "clients", "jwks")) {
            if (settings.has(key)) {
                settings.problem(key, "stands beside 'userPools'", "write it into the entries of 'userPools'");
            }
        }
        List<PoolSettings> pools = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Settings section : settings.sections("userPools")) {
            PoolSettings pool = PoolSettings.read(section, "id", keys);
            section.finish();
            if (pool != null && !seen.add(pool.pool().issuer())) {
                section.problem(section.has("id") ? "id" : "issuer", "is listed twice", "list every pool once");
            } else if (pool != null) {
                pools.add(pool);
            }
        }
        if (pools.isEmpty() && settings.isSound()) {
            settings.problem("userPools", "is empty", "list pools: [{ id: us-east-1_AbCdEf123, clients: [...] }]");
        }
        return pools;
    }

    @Override
    public JsonObject schema() {
        JsonObject clients = TokenSchema.textOrTexts(
                        "App clients whose users may call. Required; 'any' admits every app client of the pool.")
                .put("examples", new JsonArray().add(new JsonArray().add("12ioh8c17q3stmnd")));
        JsonObject issuer = TokenSchema.text("Instead of a pool id, for a local pool: what the claim iss is, exactly.")
                .put("examples", new JsonArray().add("http://127.0.0.1:9229/local_x"));
        JsonObject jwks = TokenSchema.jwks("Without it, <issuer>/.well-known/jwks.json.");
        JsonObject id = TokenSchema.text("Id of the user pool; names its region.")
                .put("pattern", UserPool.ID)
                .put("examples", new JsonArray().add("us-east-1_AbCdEf123"));
        JsonObject pool = new JsonObject()
                .put("type", "object")
                .put(
                        "properties",
                        new JsonObject()
                                .put("id", id.copy())
                                .put("issuer", issuer.copy())
                                .put("clients", clients.copy())
                                .put("jwks", jwks.copy()))
                .put("required", new JsonArray().add("clients"))
                .put("additionalProperties", false);
        JsonObject properties = new JsonObject()
                .put("userPool", id)
                .put("clients", clients)
                .put(
                        "userPools",
                        new JsonObject()
                                .put("type", "array")
                                .put("minItems", 1)
                                .put("items", pool)
                                .put(
                                        "description",
                                        "Several pools, each with its own clients, instead of userPool and clients."))
                .put("issuer", issuer)
                .put("jwks", jwks)
                .put(
                        "tokenUse",
                        new JsonObject()
                                .put(
                                        "enum",
                                        new JsonArray().add("id").add("access").add("any"))
                                .put(
                                        "description",
                                        "Which kind of token is admitted. Without it Amazon's rule: id tokens on routes"
                                                + " without scopes, access tokens on routes with scopes."));
        return TokenSchema.of("cognito", "Admits the bearers of tokens of Cognito user pools.", properties, List.of());
    }
}
