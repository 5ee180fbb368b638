package dev.postern.gateway.cli;

import dev.postern.authorizer.token.StrictJson;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a refused token says of itself where a refusal usually lies: its key, issuer, audience, use and times. Nothing
 * here is verified, nothing says who the caller is, and the signature is never shown.
 */
final class UnverifiedClaims {

    private static final Pattern TOKEN = Pattern.compile("(eyJ[A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.");
    private static final List<String> HEADER = List.of("alg", "kid", "typ", "crit");
    private static final List<String> CLAIMS =
            List.of("iss", "aud", "client_id", "azp", "token_use", "scope", "cognito:groups", "iat", "nbf", "exp");
    private static final List<String> TIMES = List.of("iat", "nbf", "exp");

    private UnverifiedClaims() {}

    /** Empty when no text holds a token that can be read. */
    static Map<String, Object> of(RawRequest request) {
        String all = request.line() + "\n" + String.join("\n", request.headers());
        Matcher token = TOKEN.matcher(all);
        Map<String, Object> found = new LinkedHashMap<>();
        if (token.find()) {
            collect(token.group(1), HEADER, found);
            collect(token.group(2), CLAIMS, found);
        }
        return found;
    }

    private static void collect(String part, List<String> names, Map<String, Object> found) {
        Map<String, Object> values;
        try {
            values = StrictJson.object(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException e) {
            return;
        }
        if (values == null) {
            return;
        }
        for (String name : names) {
            Object value = values.get(name);
            if (value != null) {
                found.put(name, TIMES.contains(name) ? time(value) : value);
            }
        }
    }

    private static Object time(Object value) {
        if (value instanceof Number seconds && Math.abs(seconds.doubleValue()) < 1e11) {
            return seconds + " (" + Instant.ofEpochSecond(seconds.longValue()) + ")";
        }
        return value;
    }
}
