package dev.postern.sample.pool;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/**
 * Turns claims into signed tokens (JWS compact serialization, RFC 7515 section 7.1) and keys into key sets. It signs
 * whatever it is given: what a token must hold is the caller's concern.
 */
public final class TokenMint {

    private TokenMint() {}

    /** A token with the header Cognito uses: {@code kid} and {@code alg}. */
    public static String sign(SigningKey key, JsonObject claims) {
        JsonObject header = new JsonObject()
                .put("kid", key.kid())
                .put("alg", key.algorithm().name());
        return sign(key, header, claims);
    }

    /** A token with a header of the caller's making, however wrong; for tests of those who verify. */
    public static String sign(SigningKey key, JsonObject header, JsonObject claims) {
        String signed = segment(header) + "." + segment(claims);
        byte[] signature = key.sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(signature);
    }

    /** The public halves of {@code keys} as a JWK set (RFC 7517 section 5). */
    public static JsonObject keySet(Collection<SigningKey> keys) {
        JsonArray published = new JsonArray();
        keys.forEach(key -> published.add(key.publicJwk()));
        return new JsonObject().put("keys", published);
    }

    private static String segment(JsonObject json) {
        return base64(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
