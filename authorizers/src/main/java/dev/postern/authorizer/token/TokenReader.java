package dev.postern.authorizer.token;

import dev.postern.authorizer.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * Takes a compact JWS apart (RFC 7515 section 7.1). Refused are: more bytes than the limit, before anything else is
 * looked at (SR-87); anything but three non-empty canonical base64url segments (SR-76, SR-85), so also encrypted and
 * unsigned tokens (SR-79); header or payload that is not one strict JSON object (SR-86); an {@code alg} outside the
 * list (SR-77); {@code crit}, {@code b64}, {@code enc} and {@code zip}, none of which is implemented (SR-81); a
 * {@code kid} that is not a text of 1 to 256 printable characters (SR-82). The members {@code jwk}, {@code jku},
 * {@code x5u} and {@code x5c} are never looked at (SR-80).
 */
public final class TokenReader {

    private static final int MAX_KEY_ID = 256;
    private static final Map<Reason, TokenReading> REFUSALS = refusals();

    private final int limit;
    private final Set<SignatureAlgorithm> algorithms;

    /**
     * @param limit bytes of a token, at most
     * @param algorithms what its {@code alg} may be
     */
    public TokenReader(int limit, Set<SignatureAlgorithm> algorithms) {
        this.limit = limit;
        this.algorithms = Set.copyOf(algorithms);
    }

    /** Reads one token. */
    public TokenReading read(String token) {
        if (token.length() > limit) {
            return refused(Reason.TOKEN_TOO_LARGE);
        }
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 1 || second < first + 2 || second == token.length() - 1) {
            return refused(Reason.TOKEN_MALFORMED);
        }
        // A third dot is outside the alphabet.
        byte[] signature = Base64Url.decode(token, second + 1, token.length());
        byte[] headerBytes = Base64Url.decode(token, 0, first);
        byte[] payloadBytes = Base64Url.decode(token, first + 1, second);
        if (signature == null || headerBytes == null || payloadBytes == null) {
            return refused(Reason.TOKEN_MALFORMED);
        }
        Map<String, Object> header = StrictJson.object(headerBytes);
        if (header == null) {
            return refused(Reason.TOKEN_MALFORMED);
        }
        if (header.containsKey("crit")
                || header.containsKey("b64")
                || header.containsKey("enc")
                || header.containsKey("zip")) {
            return refused(Reason.HEADER_REFUSED);
        }
        SignatureAlgorithm algorithm = header.get("alg") instanceof String word ? SignatureAlgorithm.of(word) : null;
        if (algorithm == null || !algorithms.contains(algorithm)) {
            return refused(Reason.ALGORITHM_REFUSED);
        }
        Object keyId = header.get("kid");
        if (header.containsKey("kid") && !isKeyId(keyId)) {
            return refused(Reason.HEADER_REFUSED);
        }
        Map<String, Object> claims = StrictJson.object(payloadBytes);
        if (claims == null) {
            return refused(Reason.TOKEN_MALFORMED);
        }
        return new UnverifiedToken(token, algorithm, (String) keyId, signature.length, claims);
    }

    /** Whether a value may name a key. */
    public static boolean isKeyId(Object value) {
        if (!(value instanceof String text) || text.isEmpty() || text.length() > MAX_KEY_ID) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static TokenReading refused(Reason reason) {
        return REFUSALS.get(reason);
    }

    private static Map<Reason, TokenReading> refusals() {
        Map<Reason, TokenReading> refusals = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            refusals.put(reason, new TokenReading.Refused(reason));
        }
        return refusals;
    }
}
