package dev.postern.authorizer.lambda;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.token.Base64Url;
import dev.postern.authorizer.token.StrictJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a credential says of itself when it has the form of a token. Nobody here checks its signature, that is the
 * function's duty: so this only ever shortens what is remembered (SR-111) and helps to lock callers out, and never admits.
 *
 * @param expiresAtMillis {@code exp}; {@link Long#MAX_VALUE} when it is not known
 * @param names for the deny list; null when it has none
 */
record TokenHints(long expiresAtMillis, CredentialNames names) {

    static final TokenHints NONE = new TokenHints(Long.MAX_VALUE, null);

    private static final long LAST_SECOND = 253_402_300_799L;
    private static final int MAX_TEXT = 1024;

    /** @param credential with its scheme or without */
    static TokenHints of(String credential) {
        String token = credential.regionMatches(true, 0, "Bearer ", 0, 7)
                ? credential.substring(7).strip()
                : credential;
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 1 || second < 0 || token.indexOf('.', second + 1) >= 0) {
            return NONE;
        }
        byte[] header = Base64Url.decode(token, 0, first);
        byte[] payload = Base64Url.decode(token, first + 1, second);
        if (header == null || payload == null || StrictJson.object(header) == null) {
            return NONE;
        }
        Map<String, Object> claims = StrictJson.object(payload);
        return claims == null ? NONE : new TokenHints(expiry(claims.get("exp")), names(claims));
    }

    private static long expiry(Object exp) {
        if (!(exp instanceof Long || exp instanceof BigDecimal)) {
            return Long.MAX_VALUE;
        }
        BigDecimal seconds = exp instanceof Long whole ? BigDecimal.valueOf(whole) : (BigDecimal) exp;
        return seconds.abs().compareTo(BigDecimal.valueOf(LAST_SECOND)) > 0
                ? Long.MAX_VALUE
                : seconds.movePointRight(3).longValue();
    }

    private static CredentialNames names(Map<String, Object> claims) {
        List<String> clients = new ArrayList<>();
        for (String claim : List.of("client_id", "azp")) {
            String client = text(claims.get(claim));
            if (client != null) {
                clients.add(client);
            }
        }
        String issuer = text(claims.get("iss"));
        // Cognito's id tokens name their client in aud.
        if ("id".equals(claims.get("token_use")) && text(claims.get("aud")) != null) {
            clients.add(text(claims.get("aud")));
        }
        return new CredentialNames(
                issuer == null ? "" : issuer,
                text(claims.get("sub")),
                text(claims.get("jti")),
                text(claims.get("origin_jti")),
                clients);
    }

    private static String text(Object claim) {
        return claim instanceof String text && text.length() <= MAX_TEXT ? text : null;
    }
}
