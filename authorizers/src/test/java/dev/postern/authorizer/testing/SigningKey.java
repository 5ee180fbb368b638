package dev.postern.authorizer.testing;

import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A key pair made at run time that signs tokens and publishes its public half. Pairs are made once per name. */
public final class SigningKey {

    private static final Map<String, KeyPair> PAIRS = new ConcurrentHashMap<>();

    private final String keyId;
    private final SignatureAlgorithm algorithm;
    private final KeyPair pair;

    private SigningKey(String keyId, SignatureAlgorithm algorithm, KeyPair pair) {
        this.keyId = keyId;
        this.algorithm = algorithm;
        this.pair = pair;
    }

    public static SigningKey rsa(String keyId) {
        return of(keyId, SignatureAlgorithm.RS256);
    }

    public static SigningKey of(String keyId, SignatureAlgorithm algorithm) {
        return of(keyId, keyId, algorithm, 2048);
    }

    public static SigningKey of(String keyId, String pairName, SignatureAlgorithm algorithm, int rsaBits) {
        String name = pairName + " " + algorithm.keyType() + " " + algorithm.curve() + " " + rsaBits;
        return new SigningKey(keyId, algorithm, PAIRS.computeIfAbsent(name, n -> generate(algorithm, rsaBits)));
    }

    private static KeyPair generate(SignatureAlgorithm algorithm, int rsaBits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(
                    algorithm.curve() == null ? "RSA" : algorithm.curve().equals("Ed25519") ? "Ed25519" : "EC");
            switch (algorithm) {
                case ES256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case ES384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                case ES512 -> generator.initialize(new ECGenParameterSpec("secp521r1"));
                case EDDSA -> {}
                default -> generator.initialize(rsaBits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String keyId() {
        return keyId;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    public PublicKey publicKey() {
        return pair.getPublic();
    }

    /** The public key as a JWK with kid, use and alg. */
    public JsonObject jwk() {
        JsonObject jwk = new JsonObject()
                .put("kid", keyId)
                .put("use", "sig")
                .put("alg", algorithm.word())
                .put("kty", algorithm.keyType());
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            return jwk.put("n", base64(unsigned(rsa.getModulus(), 0)))
                    .put("e", base64(unsigned(rsa.getPublicExponent(), 0)));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            int length = algorithm.signatureBytes() / 2;
            return jwk.put("crv", algorithm.curve())
                    .put("x", base64(unsigned(ec.getW().getAffineX(), length)))
                    .put("y", base64(unsigned(ec.getW().getAffineY(), length)));
        }
        EdECPublicKey ed = (EdECPublicKey) pair.getPublic();
        byte[] y = unsigned(ed.getPoint().getY(), 32);
        byte[] x = new byte[32];
        for (int i = 0; i < 32; i++) {
            x[i] = y[31 - i];
        }
        if (ed.getPoint().isXOdd()) {
            x[31] |= (byte) 0x80;
        }
        return jwk.put("crv", "Ed25519").put("x", base64(x));
    }

    /** A key set of these keys. */
    public static String jwks(SigningKey... keys) {
        JsonArray array = new JsonArray();
        for (SigningKey key : keys) {
            array.add(key.jwk());
        }
        return new JsonObject().put("keys", array).encode();
    }

    /** A token with the usual header. */
    public String token(JsonObject claims) {
        return token(header(), claims);
    }

    /** The usual header. */
    public JsonObject header() {
        return new JsonObject().put("alg", algorithm.word()).put("kid", keyId).put("typ", "JWT");
    }

    /** A token with this header. */
    public String token(JsonObject header, JsonObject claims) {
        return token(header.encode(), claims.encode());
    }

    /** A token of these very texts. */
    public String token(String header, String claims) {
        String input = base64(header) + "." + base64(claims);
        return input + "." + base64(sign(input));
    }

    /** The signature of a text, in the form of JWS. */
    public byte[] sign(String input) {
        try {
            Signature signature = signature(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(input.getBytes(StandardCharsets.US_ASCII));
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature signature(SignatureAlgorithm algorithm) throws GeneralSecurityException {
        String bits = algorithm.word().substring(Math.max(0, algorithm.word().length() - 3));
        switch (algorithm.word().substring(0, 2)) {
            case "RS":
                return Signature.getInstance("SHA" + bits + "withRSA");
            case "PS":
                Signature pss = Signature.getInstance("RSASSA-PSS");
                String hash = "SHA-" + bits;
                pss.setParameter(
                        new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), Integer.parseInt(bits) / 8, 1));
                return pss;
            case "ES":
                return Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            default:
                return Signature.getInstance("Ed25519");
        }
    }

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int from = bytes[0] == 0 && bytes.length > 1 ? 1 : 0;
        int wanted = Math.max(length, bytes.length - from);
        byte[] result = new byte[wanted];
        System.arraycopy(bytes, from, result, wanted - (bytes.length - from), bytes.length - from);
        return result;
    }
}
