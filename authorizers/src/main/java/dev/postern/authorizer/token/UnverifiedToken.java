package dev.postern.authorizer.token;

import java.util.Map;

/**
 * A token that is well formed. Nothing in it may be believed yet.
 *
 * @param text the whole token, as sent
 * @param algorithm its {@code alg}, one of those allowed
 * @param keyId its {@code kid}; null when it names none
 * @param signatureBytes length of the decoded signature
 * @param claims its payload with JSON types: String, Long, BigDecimal, Boolean, List, Map, null
 */
public record UnverifiedToken(
        String text, SignatureAlgorithm algorithm, String keyId, int signatureBytes, Map<String, Object> claims)
        implements TokenReading {

    /** Names neither the token nor a claim (SR-97, SR-112). */
    @Override
    public String toString() {
        return "token of " + text.length() + " characters, " + algorithm.word();
    }
}
