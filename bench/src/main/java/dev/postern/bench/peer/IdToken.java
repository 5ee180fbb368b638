package dev.postern.bench.peer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Tokens shaped like Cognito's ID tokens (RS256, RSA-2048, about 750 bytes), with keys made for one run, which live in
 * memory only.
 */
public final class IdToken {

    public static final String ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_BenchPool";
    public static final String CLIENT = "12ioh8c17q3stmnd0123456789";
    public static final String SUBJECT = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
    public static final String USERNAME = "jdoe";
    public static final String EMAIL = "jdoe@example.com";

    private static final String KEY_ID = "bench-key-1";
    private static final String CURVE_KEY_ID = "bench-key-2";
    private static final Duration LIFETIME = Duration.ofHours(12);
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final String keyId;
    private final KeyPair keys;

    public IdToken() {
        this(KEY_ID);
    }

    /** @param keyId the name of its key */
    public IdToken(String keyId) {
        this.keyId = keyId;
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has RSA", e);
        }
    }

    /** Makes different tokens for the same user. */
    public List<String> mint(int count) {
        List<String> tokens = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            tokens.add(mint(originId(i), Instant.now()));
        }
        return tokens;
    }

    /** A token that was good until an hour ago. */
    public String expired() {
        return mint(originId(0), Instant.now().minus(LIFETIME).minus(Duration.ofHours(1)));
    }

    private static String originId(int number) {
        return String.format("%08x-0000-4000-8000-000000000000", number);
    }

    private String mint(String originId, Instant now) {
        JsonObject claims = new JsonObject()
                .put("sub", SUBJECT)
                .put("email_verified", true)
                .put("iss", ISSUER)
                .put("cognito:username", USERNAME)
                .put("origin_jti", originId)
                .put("aud", CLIENT)
                .put("token_use", "id")
                .put("auth_time", now.getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("exp", now.plus(LIFETIME).getEpochSecond())
                .put("email", EMAIL);
        String head = encode(new JsonObject().put("kid", keyId).put("alg", "RS256"));
        String signed = head + "." + encode(claims);
        return signed + "." + URL.encodeToString(sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private byte[] sign(byte[] bytes) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(keys.getPrivate());
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA256withRSA", e);
        }
    }

    /** The same token with one byte of its signature changed. */
    public static String tampered(String token) {
        int at = token.length() - 20;
        char other = token.charAt(at) == 'A' ? 'B' : 'A';
        return token.substring(0, at) + other + token.substring(at + 1);
    }

    /** The public key as a key set. */
    public JsonObject keySet() {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return new JsonObject()
                .put(
                        "keys",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("kty", "RSA")
                                        .put("kid", keyId)
                                        .put("alg", "RS256")
                                        .put("use", "sig")
                                        .put("n", unsigned(key.getModulus()))
                                        .put("e", unsigned(key.getPublicExponent()))));
    }

    /** A key set with one more key, a new one on P-256 whose private half nobody keeps. */
    public static String withCurveKey(String keySet) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            ECPoint point = ((ECPublicKey) generator.generateKeyPair().getPublic()).getW();
            JsonObject whole = new JsonObject(keySet);
            whole.getJsonArray("keys")
                    .add(new JsonObject()
                            .put("kty", "EC")
                            .put("kid", CURVE_KEY_ID)
                            .put("alg", "ES256")
                            .put("crv", "P-256")
                            .put("x", coordinate(point.getAffineX()))
                            .put("y", coordinate(point.getAffineY())));
            return whole.encode();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    /** Header and claims as of this token, but for the key of {@link #withCurveKey}. */
    public static String signedByCurve(String token) {
        int dot = token.indexOf('.');
        return encode(new JsonObject().put("kid", CURVE_KEY_ID).put("alg", "ES256"))
                + token.substring(dot, token.lastIndexOf('.'));
    }

    private static String coordinate(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int length = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - length, fixed, 32 - length, length);
        return URL.encodeToString(fixed);
    }

    /** The public key in PEM. */
    public String publicPem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static String encode(JsonObject json) {
        return URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static String unsigned(BigInteger number) {
        byte[] bytes = number.toByteArray();
        return bytes[0] == 0
                ? URL.encodeToString(java.util.Arrays.copyOfRange(bytes, 1, bytes.length))
                : URL.encodeToString(bytes);
    }
}
