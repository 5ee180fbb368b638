package dev.postern.authorizer.jwt;

import dev.postern.authorizer.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the claims of a token must be like whatever the route: a list of named checks, run in order, the first failure
 * counts.
 *
 * @param checks at least one
 */
public record ClaimRules(List<Check> checks) {

    /** One rule. */
    public interface Check {

        /** What it looks at, for {@code explain}. */
        String name();

        /** Null when the claims pass, else why not. */
        Reason refusal(Map<String, Object> claims, long nowMillis);
    }

    private record Named(String name, Rule rule) implements Check {
        @Override
        public Reason refusal(Map<String, Object> claims, long nowMillis) {
            return rule.refusal(claims, nowMillis);
        }
    }

    /** A rule without a name. */
    public interface Rule {

        /** Null when the claims pass, else why not. */
        Reason refusal(Map<String, Object> claims, long nowMillis);
    }

    public ClaimRules {
        checks = List.copyOf(checks);
    }

    /** Null when every check passes. */
    public Reason refusal(Map<String, Object> claims, long nowMillis) {
        for (Check check : checks) {
            Reason refusal = check.refusal(claims, nowMillis);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** A rule under a name. */
    public static Check named(String name, Rule rule) {
        return new Named(name, rule);
    }

    /** {@code iss} is exactly this text (SR-89). */
    public static Check issuer(String issuer) {
        return new Named("issuer", (claims, now) -> issuer.equals(claims.get("iss")) ? null : Reason.ISSUER_MISMATCH);
    }

    /** {@code exp} is there and in the future (SR-88). */
    public static Check expiry(Leeway leeway) {
        return new Named("exp", (claims, now) -> {
            long expiry = NumericDate.millis(claims.get("exp"));
            if (expiry == NumericDate.INVALID) {
                return Reason.CLAIM_INVALID;
            }
            return now < expiry + leeway.expiryMillis() ? null : Reason.TOKEN_EXPIRED;
        });
    }

    /** A time, where present, is not in the future: for {@code nbf} and {@code iat}. */
    public static Check notBefore(String claim, Leeway leeway) {
        return new Named(claim, (claims, now) -> {
            if (!claims.containsKey(claim)) {
                return null;
            }
            long start = NumericDate.millis(claims.get(claim));
            if (start == NumericDate.INVALID) {
                return Reason.CLAIM_INVALID;
            }
            return start <= now + leeway.startMillis() ? null : Reason.TOKEN_NOT_YET_VALID;
        });
    }

    /**
     * {@code aud}, or {@code client_id} where there is no {@code aud} (api-gateway: HTTP API JWT authorizers), names
     * one of these. {@code aud} is a text or a list of texts, anything else is refused (SR-89).
     *
     * @param audiences empty for any
     */
    public static Check audience(Set<String> audiences) {
        return new Named("audience", (claims, now) -> {
            Object audience = claims.containsKey("aud") ? claims.get("aud") : claims.get("client_id");
            if (audience == null && !claims.containsKey("aud")) {
                return audiences.isEmpty() ? null : Reason.AUDIENCE_MISMATCH;
            }
            List<String> texts = ClaimTexts.texts(audience);
            if (texts == null) {
                return Reason.CLAIM_INVALID;
            }
            return audiences.isEmpty() || texts.stream().anyMatch(audiences::contains)
                    ? null
                    : Reason.AUDIENCE_MISMATCH;
        });
    }
}
