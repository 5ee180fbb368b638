package dev.postern.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Headers that carry the caller where an authorizer admits.
 *
 * @param headers header name to mapping expression, in order
 * @param encoding what happens to bytes outside 0x20-0x7E
 * @param sendUnverifiedEmail {@code unverifiedEmail: send}
 */
public record IdentityConfig(Map<String, String> headers, Encoding encoding, boolean sendUnverifiedEmail) {

    /** How a value that is not printable ASCII is sent. */
    public enum Encoding {
        PERCENT("percent"),
        BASE64("base64"),
        REFUSE("refuse");

        private final String word;

        Encoding(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static final IdentityConfig DEFAULT = new IdentityConfig(defaultHeaders(), Encoding.PERCENT, false);

    private static Map<String, String> defaultHeaders() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Principal-Id", "$context.authorizer.principalId");
        headers.put("X-Username", "$context.authorizer.username");
        headers.put("X-Email", "$context.authorizer.email");
        return headers;
    }
}
