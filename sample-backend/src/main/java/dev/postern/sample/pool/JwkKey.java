package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.KeySpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;

/** Reads a private key from a JWK (RFC 7517; members of RFC 7518 sections 6.2.2 and 6.3.2). */
final class JwkKey {

    private static final List<String> CRT = List.of("p", "q", "dp", "dq", "qi");

    private JwkKey() {}

    static PrivateKeyText read(JsonObject jwk) {
        Fields fields = new Fields(jwk);
        if (jwk.containsKey("keys")) {
            return PrivateKeyText.problem("holds a key set; it must hold a single private JWK");
        }
        if (!(jwk.getValue("d") instanceof String)) {
            return PrivateKeyText.problem("is a JWK without d, so it is not a private key");
        }
        String kid = fields.text("kid").isEmpty() ? null : fields.text("kid");
        String alg = fields.text("alg");
        try {
            switch (fields.text("kty")) {
                case "RSA":
                    return alg.isEmpty() || alg.equals("RS256")
                            ? PrivateKeyText.key(rsa(fields), kid)
                            : PrivateKeyText.problem("is an RSA key for " + alg + "; only RS256 is signed with RSA");
                case "EC":
                    return fields.text("crv").equals("P-256") && (alg.isEmpty() || alg.equals("ES256"))
                            ? ec(fields, kid)
                            : PrivateKeyText.problem("is an EC key, but not for ES256 on P-256");
                default:
                    return PrivateKeyText.problem("is a JWK whose kty is neither RSA nor EC");
            }
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return PrivateKeyText.problem("is a JWK with a member that is missing or malformed");
        }
    }

    private static KeyPair rsa(Fields jwk) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        BigInteger n = number(jwk, "n");
        BigInteger e = number(jwk, "e");
        BigInteger d = number(jwk, "d");
        KeySpec spec = CRT.stream().allMatch(jwk.json()::containsKey)
                ? new RSAPrivateCrtKeySpec(
                        n,
                        e,
                        d,
                        number(jwk, "p"),
                        number(jwk, "q"),
                        number(jwk, "dp"),
                        number(jwk, "dq"),
                        number(jwk, "qi"))
                : new RSAPrivateKeySpec(n, d);
        return new KeyPair(factory.generatePublic(new RSAPublicKeySpec(n, e)), factory.generatePrivate(spec));
    }

    private static PrivateKeyText ec(Fields jwk, String kid) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("EC");
        BigInteger d = number(jwk, "d");
        if (!P256.isPrivate(d)) {
            return PrivateKeyText.problem("is an EC key whose d is out of range for P-256");
        }
        ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
        PrivateKey key = factory.generatePrivate(new ECPrivateKeySpec(d, P256.CURVE));
        return PrivateKeyText.key(
                new KeyPair(factory.generatePublic(new ECPublicKeySpec(point, P256.CURVE)), key), kid);
    }

    private static BigInteger number(Fields jwk, String member) {
        String text = jwk.text(member);
        if (text.isEmpty()) {
            throw new IllegalArgumentException(member);
        }
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }
}
