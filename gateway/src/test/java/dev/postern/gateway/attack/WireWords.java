package dev.postern.gateway.attack;

import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code {words}} of a case stand for, whatever gateway it runs against. */
public final class WireWords {

    private WireWords() {}

    /**
     * Words for a gateway in front of an upstream.
     *
     * @param upstreamPort of the {@link ScriptedUpstream}
     * @param port of the gateway
     */
    public static Map<String, String> of(int upstreamPort, int port) {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("token", Issuer.token("jdoe", "jdoe@example.com"));
        words.put("token-without-email", Issuer.token("jdoe"));
        words.put("keyless-token", Issuer.tokenOf("https://keyless.example/", "jdoe"));
        words.put("expired", Issuer.expired("jdoe"));
        words.putAll(ForgedTokens.all());
        words.put("upstream", "127.0.0.1:" + upstreamPort);
        words.put("port", String.valueOf(port));
        // The pair of RFC 6455 section 1.3.
        words.put("key", "dGhlIHNhbXBsZSBub25jZQ==");
        words.put("accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return words;
    }
}
