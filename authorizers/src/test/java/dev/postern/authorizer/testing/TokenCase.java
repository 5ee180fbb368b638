package dev.postern.authorizer.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes a token, and the request that shows it, by changes to good ones. The changes a table may use:
 *
 * <pre>
 * header.NAME = JSON        claim.NAME = JSON         (@+60 and @-60 are seconds from now)
 * header.NAME removed       claim.NAME removed
 * header text = TEXT        payload text = TEXT       the very text that is encoded
 * header segment + TEXT     payload segment + TEXT    signature segment + TEXT   appended after encoding
 * signature empty | absent | flipped | truncated | zeros | by another key
 * signature by hmac of the modulus | by hmac of the pem | by hmac of the jwk
 * header.jwk of the other key       the public key that "signature by another key" signs with
 * signature last bits       the unused last bits of the last character are set
 * token + TEXT              appended; \s is a blank, \t a tab, \n a line feed
 * claims of N bytes         one more claim of this length
 * nested N                  one more claim of this depth
 * route scopes A B          route groups A B          route claim NAME TEXT
 * </pre>
 */
public final class TokenCase {

    private static final Pattern SECONDS = Pattern.compile("@([+-][0-9]+)");

    private final SigningKey key;
    private final SigningKey another = SigningKey.rsa("another");
    private final long now;
    private final JsonObject header;
    private final JsonObject claims;
    private String headerText;
    private String payloadText;
    private String headerTail = "";
    private String payloadTail = "";
    private String signatureTail = "";
    private String tail = "";
    private String signature = "good";
    private TestRequest request = TestRequest.empty();

    public TokenCase(SigningKey key, JsonObject claims, long now) {
        this.key = key;
        this.header = key.header();
        this.claims = claims;
        this.now = now;
    }

    /** The request that a case describes. */
    public static TestRequest request(CaseTable.Case one, SigningKey key, JsonObject claims, long now) {
        TokenCase made = new TokenCase(key, claims, now);
        one.changes().forEach(made::change);
        return made.request.header("Authorization", "Bearer " + made.token());
    }

    /** Applies one change. */
    public void change(String change) {
        if (change.equals("header.jwk of the other key")) {
            header.put("jwk", another.jwk());
        } else if (change.startsWith("header.") || change.startsWith("claim.")) {
            JsonObject target = change.startsWith("h") ? header : claims;
            String rest = change.substring(change.indexOf('.') + 1);
            if (rest.endsWith(" removed")) {
                target.remove(rest.substring(0, rest.length() - " removed".length()));
            } else {
                int equals = rest.indexOf(" = ");
                target.put(rest.substring(0, equals), json(rest.substring(equals + 3)));
            }
        } else if (change.startsWith("header text = ")) {
            headerText = seconds(change.substring(14));
        } else if (change.startsWith("payload text = ")) {
            payloadText = seconds(change.substring(15));
        } else if (change.startsWith("header segment + ")) {
            headerTail = blanks(change.substring(17));
        } else if (change.startsWith("payload segment + ")) {
            payloadTail = blanks(change.substring(18));
        } else if (change.startsWith("signature segment + ")) {
            signatureTail = blanks(change.substring(20));
        } else if (change.startsWith("signature ")) {
            signature = change.substring(10);
        } else if (change.startsWith("token + ")) {
            tail = blanks(change.substring(8));
        } else if (change.startsWith("claims of ")) {
            claims.put("padding", "x".repeat(Integer.parseInt(change.split(" ")[2])));
        } else if (change.startsWith("nested ")) {
            claims.put("nested", nested(Integer.parseInt(change.substring(7))));
        } else if (change.startsWith("route scopes ")) {
            request = request.scopes(change.substring(13).split(" "));
        } else if (change.startsWith("route groups ")) {
            request = request.groups(change.substring(13).split(" "));
        } else if (change.startsWith("route claim ")) {
            String[] words = change.substring(12).split(" ", 2);
            request = request.claim(words[0], words[1]);
        } else {
            throw new IllegalArgumentException("not a change: " + change);
        }
    }

    /** The token with all changes. */
    public String token() {
        String head = headerText == null ? header.encode() : headerText;
        String payload = payloadText == null ? claims.encode() : payloadText;
        String input = SigningKey.base64(head) + headerTail + "." + SigningKey.base64(payload) + payloadTail;
        return signature.equals("absent") ? input + tail : input + "." + signature(input) + signatureTail + tail;
    }

    private String signature(String input) {
        byte[] good = key.sign(input);
        switch (signature) {
            case "good":
                return SigningKey.base64(good);
            case "empty":
                return "";
            case "flipped":
                good[good.length / 2] ^= 1;
                return SigningKey.base64(good);
            case "truncated":
                return SigningKey.base64(Arrays.copyOf(good, good.length - 1));
            case "zeros":
                return SigningKey.base64(new byte[good.length]);
            case "by another key":
                return SigningKey.base64(another.sign(input));
            case "by hmac of the modulus":
                return SigningKey.base64(hmac(
                        input, ((RSAPublicKey) key.publicKey()).getModulus().toByteArray()));
            case "by hmac of the pem":
                String pem = "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(key.publicKey().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n";
                return SigningKey.base64(hmac(input, pem.getBytes(StandardCharsets.US_ASCII)));
            case "by hmac of the jwk":
                return SigningKey.base64(hmac(input, key.jwk().encode().getBytes(StandardCharsets.UTF_8)));
            case "last bits":
                String text = SigningKey.base64(good);
                String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
                int last = alphabet.indexOf(text.charAt(text.length() - 1));
                return text.substring(0, text.length() - 1) + alphabet.charAt(last | 1);
            default:
                throw new IllegalArgumentException("not a signature: " + signature);
        }
    }

    private static byte[] hmac(String input, byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(input.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Object json(String text) {
        return new JsonArray("[" + seconds(text) + "]").getValue(0);
    }

    private String seconds(String text) {
        Matcher matcher = SECONDS.matcher(text);
        return matcher.replaceAll(match -> String.valueOf(now + Long.parseLong(match.group(1))));
    }

    private static String blanks(String text) {
        return text.replace("\\s", " ").replace("\\t", "\t").replace("\\n", "\n");
    }

    private static JsonArray nested(int depth) {
        JsonArray inner = new JsonArray();
        for (int i = 1; i < depth; i++) {
            inner = new JsonArray(List.of(inner));
        }
        return inner;
    }
}
