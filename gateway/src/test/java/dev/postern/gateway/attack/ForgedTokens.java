package dev.postern.gateway.attack;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that a guarded route must not admit, by the word that stands for them in a case. Written byte by byte, as no
 * library makes most of them.
 */
final class ForgedTokens {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

    private ForgedTokens() {}

    static Map<String, String> all() {
        Map<String, String> words = new LinkedHashMap<>();
        words.put("unsigned", unsigned("{\"alg\":\"none\"}"));
        words.put("unsigned-rs256", unsigned(HEADER));
        words.put("unsigned-of-keyless", unsigned("{\"alg\":\"none\"}", claims("https://keyless.example/", "")));
        words.put("unsigned-of-odd", unsigned("{\"alg\":\"none\"}", claims("https://odd.example/", "")));
        words.put("unsigned-three-parts", unsigned("{\"alg\":\"none\"}") + ".");
        words.put("hmac", hmac());
        words.put(
                "critical", signed("{\"alg\":\"RS256\",\"kid\":\"k1\",\"crit\":[\"b64\"],\"b64\":false}", claims("")));
        words.put("unknown-key", signed("{\"alg\":\"RS256\",\"kid\":\"k2\"}", claims("")));
        words.put("forged", signed(HEADER, claims(""), otherKey()));
        words.put("early", signed(HEADER, claims(",\"nbf\":" + in(3600))));
        words.put("foreign", signed(HEADER, claims("https://evil.example/", "")));
        words.put("for-another", signed(HEADER, claims("").replace("\"notes\"", "\"other\"")));
        words.put("eternal", signed(HEADER, claims("").replace(",\"exp\":" + in(600), "")));
        words.put("two-subjects", signed(HEADER, claims(",\"sub\":\"admin\"")));
        words.put("unprintable", signed(HEADER, claims(",\"preferred_username\":\"a\\nb\"")));
        words.put(
                "access",
                signed(
                        HEADER,
                        claims("https://pool.example/", ",\"token_use\":\"access\",\"client_id\":\"notes\"")
                                .replace("\"aud\":\"notes\",", "")));
        return words;
    }

    private static String claims(String more) {
        return claims(Issuer.NAME, more);
    }

    private static String claims(String issuer, String more) {
        return "{\"iss\":\"" + issuer + "\",\"aud\":\"notes\",\"sub\":\"jdoe\",\"exp\":" + in(600) + more + "}";
    }

    /** The same for all tokens of one run, so that it can be found in them again. */
    private static long in(int seconds) {
        return Begun.AT + seconds;
    }

    private static final class Begun {
        private static final long AT = Instant.now().getEpochSecond();
    }

    private static String unsigned(String header) {
        return unsigned(header, claims(""));
    }

    private static String unsigned(String header, String claims) {
        return encoded(header) + "." + encoded(claims);
    }

    private static String signed(String header, String claims) {
        return signed(header, claims, Issuer.key());
    }

    private static String signed(String header, String claims, RSAKey key) {
        try {
            String text = encoded(header) + "." + encoded(claims);
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key.toPrivateKey());
            signature.update(text.getBytes(StandardCharsets.US_ASCII));
            return text + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key taken for a shared secret (SR-77). */
    private static String hmac() {
        try {
            String text = encoded("{\"alg\":\"HS256\",\"kid\":\"k1\"}") + "." + encoded(claims(""));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Issuer.key().toPublicKey().getEncoded(), "HmacSHA256"));
            return text + "." + URL.encodeToString(mac.doFinal(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException | JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static RSAKey otherKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
