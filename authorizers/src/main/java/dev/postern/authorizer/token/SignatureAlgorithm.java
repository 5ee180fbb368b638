package dev.postern.authorizer.token;

import java.util.Arrays;
import java.util.List;

/**
 * The signature algorithms that a token may use (RFC 7518 section 3.1, RFC 8037). {@code none} and the symmetric
 * {@code HS*} family are not among them: a public key can then never serve as a shared secret (SR-77, SR-78).
 */
public enum SignatureAlgorithm {
    RS256("RS256", "RSA", null, 0),
    RS384("RS384", "RSA", null, 0),
    RS512("RS512", "RSA", null, 0),
    PS256("PS256", "RSA", null, 0),
    PS384("PS384", "RSA", null, 0),
    PS512("PS512", "RSA", null, 0),
    ES256("ES256", "EC", "P-256", 64),
    ES384("ES384", "EC", "P-384", 96),
    ES512("ES512", "EC", "P-521", 132),
    EDDSA("EdDSA", "OKP", "Ed25519", 64);

    private final String word;
    private final String keyType;
    private final String curve;
    private final int signatureBytes;

    SignatureAlgorithm(String word, String keyType, String curve, int signatureBytes) {
        this.word = word;
        this.keyType = keyType;
        this.curve = curve;
        this.signatureBytes = signatureBytes;
    }

    /** The algorithm of an {@code alg} value, compared exactly; null when it is none of these. */
    public static SignatureAlgorithm of(String word) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.word.equals(word)) {
                return algorithm;
            }
        }
        return null;
    }

    /** All words, in order. */
    public static List<String> words() {
        return Arrays.stream(values()).map(SignatureAlgorithm::word).toList();
    }

    /** The {@code alg} value. */
    public String word() {
        return word;
    }

    /** The {@code kty} of keys for it. */
    public String keyType() {
        return keyType;
    }

    /** The only {@code crv} of keys for it, or null for RSA. */
    public String curve() {
        return curve;
    }

    /** Length of every signature it makes, or 0 when that is the length of the RSA modulus. */
    public int signatureBytes() {
        return signatureBytes;
    }
}
