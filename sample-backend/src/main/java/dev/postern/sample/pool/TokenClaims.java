package dev.postern.sample.pool;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * What Cognito's tokens say ("Understanding user pool JSON web tokens" in its developer guide): an ID token is for the
 * client and carries the user's attributes, an access token has {@code client_id} and {@code scope} and no {@code aud}.
 *
 * @param issuer the claim {@code iss}
 * @param clientId {@code aud} of ID tokens, {@code client_id} of access tokens
 */
record TokenClaims(String issuer, String clientId) {

    /** The scope of tokens that come from the API and not from a hosted sign-in page. */
    static final String API_SCOPE = "aws.cognito.signin.user.admin";

    private static final Set<String> BOOLEANS = Set.of("email_verified", "phone_number_verified");

    JsonObject id(PoolUser user, SignIn signIn, Instant now, Duration lifetime) {
        JsonObject claims = common(user, signIn, now, lifetime)
                .put("token_use", "id")
                .put("aud", clientId)
                .put("cognito:username", user.username());
        user.attributes().forEach((name, value) -> {
            if (BOOLEANS.contains(name)) {
                claims.put(name, Boolean.valueOf(value));
            } else {
                claims.put(name, value);
            }
        });
        return claims;
    }

    JsonObject access(PoolUser user, SignIn signIn, Instant now, Duration lifetime) {
        return common(user, signIn, now, lifetime)
                .put("token_use", "access")
                .put("client_id", clientId)
                .put("username", user.username())
                .put("scope", API_SCOPE);
    }

    private JsonObject common(PoolUser user, SignIn signIn, Instant now, Duration lifetime) {
        JsonObject claims = new JsonObject().put("sub", user.sub()).put("iss", issuer);
        if (!user.groups().isEmpty()) {
            claims.put("cognito:groups", new JsonArray(user.groups()));
        }
        return claims.put("origin_jti", signIn.originJti())
                .put("event_id", signIn.eventId())
                .put("auth_time", signIn.time().getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(lifetime).getEpochSecond())
                .put("jti", UUID.randomUUID().toString());
    }
}
