package dev.postern.authorizer.cognito;

import dev.postern.authorizer.Reason;
import dev.postern.authorizer.jwt.ClaimRules;
import dev.postern.authorizer.jwt.ClaimTexts;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The facts about a user pool that follow from its id.
 *
 * @param issuer the pool's {@code iss}
 */
record UserPool(String issuer) {

    /** Region, underscore, letters and digits (Cognito API reference, UserPoolType). */
    static final String ID = "^([a-z]{2}(?:-[a-z]+)+-[0-9])_[0-9A-Za-z]{1,40}$";

    private static final Pattern ID_PATTERN = Pattern.compile(ID);

    /** The pool of an id such as {@code us-east-1_AbCdEf123}; null when it is none. */
    static UserPool ofId(String id) {
        Matcher matcher = ID_PATTERN.matcher(id);
        if (!matcher.matches()) {
            return null;
        }
        String region = matcher.group(1);
        String suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return new UserPool("https://cognito-idp." + region + "." + suffix + "/" + id);
    }

    /** Where a pool publishes its keys. */
    URI keys() {
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        return URI.create(base + "/.well-known/jwks.json");
    }

    /**
     * The token is for one of these app clients: {@code aud} of an id token, {@code client_id} of an access token
     * (SR-91). Any other {@code token_use} is refused.
     *
     * @param clients empty for any
     */
    static ClaimRules.Check client(Set<String> clients) {
        return ClaimRules.named("client", (claims, now) -> clientRefusal(claims, clients));
    }

    private static Reason clientRefusal(Map<String, Object> claims, Set<String> clients) {
        Object use = claims.get("token_use");
        boolean id = TokenUse.ID.word().equals(use);
        if (!id && !TokenUse.ACCESS.word().equals(use)) {
            return Reason.TOKEN_USE_MISMATCH;
        }
        Object client = claims.get(id ? "aud" : "client_id");
        if (client == null) {
            return Reason.AUDIENCE_MISMATCH;
        }
        List<String> texts = id ? ClaimTexts.texts(client) : client instanceof String text ? List.of(text) : null;
        if (texts == null) {
            return Reason.CLAIM_INVALID;
        }
        return clients.isEmpty() || texts.stream().anyMatch(clients::contains) ? null : Reason.AUDIENCE_MISMATCH;
    }
}
