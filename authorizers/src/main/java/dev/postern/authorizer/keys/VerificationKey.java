package dev.postern.authorizer.keys;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.token.SignatureAlgorithm;
import dev.postern.authorizer.token.UnverifiedToken;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * One public key and the algorithms it may be used with (SR-77). Each pair has a {@link JWTAuth} of its own that holds
 * this key only and is asked for the signature only: header, claims and time are our rules.
 *
 * <p>A {@code JWTAuth} whose key it could not use admits unsigned tokens. Every one is therefore shown an unsigned
 * token when it is made, and a key whose verifier admits it is not used (SR-75).
 */
public final class VerificationKey {

    /** Header {@code {"alg":"none"}}, payload {@code {}}, no signature. */
    private static final String UNSIGNED = "eyJhbGciOiJub25lIn0.e30";

    private final JsonObject jwk;
    private final int modulusBytes;
    private final Map<SignatureAlgorithm, JWTAuth> verifiers;

    private VerificationKey(JsonObject jwk, int modulusBytes, Map<SignatureAlgorithm, JWTAuth> verifiers) {
        this.jwk = jwk;
        this.modulusBytes = modulusBytes;
        this.verifiers = verifiers;
    }

    /**
     * Makes a key.
     *
     * @param jwk the public members only, with {@code kid}
     * @param modulusBytes length of an RSA modulus, 0 for other keys
     * @return the key, or null when the platform cannot use it
     */
    static VerificationKey of(Vertx vertx, JsonObject jwk, int modulusBytes, Set<SignatureAlgorithm> algorithms) {
        Map<SignatureAlgorithm, JWTAuth> verifiers = new EnumMap<>(SignatureAlgorithm.class);
        for (SignatureAlgorithm algorithm : algorithms) {
            JWTAuth verifier = JWTAuth.create(
                    vertx,
                    new JWTAuthOptions()
                            .setJWTOptions(new JWTOptions().setIgnoreExpiration(true))
                            .addJwk(jwk.copy().put("alg", algorithm.word())));
            if (admits(verifier, UNSIGNED) || admitsZeros(verifier, algorithm)) {
                return null;
            }
            verifiers.put(algorithm, verifier);
        }
        return new VerificationKey(jwk, modulusBytes, verifiers);
    }

    /**
     * Checks the signature of a token, on the caller's thread: about 35 µs for RSA-2048.
     *
     * @return null when it is right; {@code ALGORITHM_REFUSED} when this key is not for the token's algorithm,
     *     {@code SIGNATURE_INVALID} otherwise
     */
    public Reason check(UnverifiedToken token) {
        JWTAuth verifier = verifiers.get(token.algorithm());
        if (verifier == null) {
            return Reason.ALGORITHM_REFUSED;
        }
        // RFC 7518 sections 3.3 and 3.4 fix the length; shorter RSA and DER-coded ECDSA signatures would pass below.
        int length = modulusBytes > 0 ? modulusBytes : token.algorithm().signatureBytes();
        return token.signatureBytes() == length && admits(verifier, token.text()) ? null : Reason.SIGNATURE_INVALID;
    }

    /** A platform with CVE-2022-21449 takes zeros for anybody's ECDSA signature (SR-84): it gets no key of that kind. */
    private static boolean admitsZeros(JWTAuth verifier, SignatureAlgorithm algorithm) {
        Base64.Encoder encoder = Base64.getUrlEncoder().withoutPadding();
        String header = "{\"alg\":\"" + algorithm.word() + "\"}";
        return algorithm.keyType().equals("EC")
                && admits(
                        verifier,
                        encoder.encodeToString(header.getBytes(StandardCharsets.US_ASCII)) + ".e30."
                                + encoder.encodeToString(new byte[algorithm.signatureBytes()]));
    }

    private static boolean admits(JWTAuth verifier, String token) {
        try {
            Future<User> user = verifier.authenticate(new TokenCredentials(token));
            return user.succeeded();
        } catch (RuntimeException e) {
            // It throws on claims of an unexpected type instead of failing the future.
            return false;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VerificationKey key
                && jwk.equals(key.jwk)
                && verifiers.keySet().equals(key.verifiers.keySet());
    }

    @Override
    public int hashCode() {
        return jwk.hashCode();
    }
}
