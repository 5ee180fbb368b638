package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * A private key that signs development tokens, with the public half to publish. RSA of 2048 bits and more signs RS256,
 * EC on P-256 signs ES256 (RFC 7518 section 3.1); other kinds are refused. Immutable; safe for use by many threads.
 */
public final class SigningKey {

    /** The least RSA modulus RFC 7518 section 3.3 allows, in bits. */
    static final int LEAST_RSA_BITS = 2048;

    /** What a key signs with, by its JWA name. */
    public enum Algorithm {
        RS256("SHA256withRSA"),
        /** In the R || S form of RFC 7518 section 3.4, not DER. */
        ES256("SHA256withECDSAinP1363Format");

        private final String jcaName;

        Algorithm(String jcaName) {
            this.jcaName = jcaName;
        }
    }

    private final Algorithm algorithm;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;
    private final JsonObject members;
    private final String kid;

    private SigningKey(Algorithm algorithm, PrivateKey privateKey, PublicKey publicKey, String kid) {
        this.algorithm = algorithm;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.members = members(publicKey);
        this.kid = kid == null ? thumbprint(members) : kid;
    }

    /** A new key. Takes up to seconds for RSA: not for an event loop. */
    public static SigningKey generate(Algorithm algorithm) {
        try {
            KeyPairGenerator generator;
            if (algorithm == Algorithm.RS256) {
                generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(LEAST_RSA_BITS);
            } else {
                generator = KeyPairGenerator.getInstance("EC");
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            return of(generator.generateKeyPair(), null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform makes RSA and P-256 keys", e);
        }
    }

    /**
     * A key from its two halves.
     *
     * @param kid the key id, or null for the key's thumbprint (RFC 7638)
     * @throws IllegalArgumentException for a key that is neither RSA nor EC
     */
    public static SigningKey of(KeyPair pair, String kid) {
        PublicKey publicKey = pair.getPublic();
        if (publicKey instanceof RSAPublicKey) {
            return new SigningKey(Algorithm.RS256, pair.getPrivate(), publicKey, kid);
        }
        if (publicKey instanceof ECPublicKey) {
            return new SigningKey(Algorithm.ES256, pair.getPrivate(), publicKey, kid);
        }
        throw new IllegalArgumentException("only RSA and EC keys sign tokens, not " + publicKey.getAlgorithm());
    }

    /** Names the key in token headers and key sets. */
    public String kid() {
        return kid;
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The private half, for writing it to a key file. */
    PrivateKey privateKey() {
        return privateKey;
    }

    /** The public half, for tests and key sets of one's own. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The public half as a JWK (RFC 7517) with {@code alg}, {@code kid} and {@code use}. */
    public JsonObject publicJwk() {
        return new JsonObject()
                .put("alg", algorithm.name())
                .put("kid", kid)
                .mergeIn(members)
                .put("use", "sig");
    }

    /** Signs {@code message}; the result is as JWS wants it. */
    public byte[] sign(byte[] message) {
        try {
            Signature signature = Signature.getInstance(algorithm.jcaName);
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign " + algorithm, e);
        }
    }

    /** Whether {@code signature} is this key's over {@code message}. */
    public boolean verifies(byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm.jcaName);
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** The members RFC 7638 hashes, in its (alphabetical) order. */
    private static JsonObject members(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return new JsonObject()
                    .put("e", unsigned(rsa.getPublicExponent(), 0))
                    .put("kty", "RSA")
                    .put("n", unsigned(rsa.getModulus(), 0));
        }
        ECPublicKey ec = (ECPublicKey) key;
        return new JsonObject()
                .put("crv", "P-256")
                .put("kty", "EC")
                .put("x", unsigned(ec.getW().getAffineX(), 32))
                .put("y", unsigned(ec.getW().getAffineY(), 32));
    }

    private static String thumbprint(JsonObject members) {
        try {
            byte[] json = members.encode().getBytes(StandardCharsets.UTF_8);
            return base64(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Big-endian without sign, left-padded to {@code width} bytes (RFC 7518 sections 6.2.1.2 and 6.3.1.1). */
    private static String unsigned(BigInteger number, int width) {
        byte[] signed = number.toByteArray();
        int skip = signed.length > 1 && signed[0] == 0 ? 1 : 0;
        byte[] bytes = new byte[Math.max(width, signed.length - skip)];
        System.arraycopy(signed, skip, bytes, bytes.length - (signed.length - skip), signed.length - skip);
        return base64(bytes);
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
