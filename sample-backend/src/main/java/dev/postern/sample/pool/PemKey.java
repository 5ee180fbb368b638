package dev.postern.sample.pool;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a private key from PEM (RFC 7468), in any of the three forms that OpenSSL writes. */
final class PemKey {

    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
    /** AlgorithmIdentifier of rsaEncryption (RFC 8017 appendix A.1). */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    /** AlgorithmIdentifier of id-ecPublicKey on prime256v1 (RFC 5480 section 2.1). */
    private static final byte[] EC_P256 = HexFormat.of().parseHex("301306072a8648ce3d020106082a8648ce3d030107");

    private static final byte[] VERSION_0 = {2, 1, 0};

    private PemKey() {}

    static PrivateKeyText read(String text) {
        String last = "";
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            last = block.group(1);
            String content = block.group(2);
            if (content.contains("ENCRYPTED") || last.startsWith("ENCRYPTED")) {
                return PrivateKeyText.problem(
                        "is encrypted; decrypt it first, for example with openssl pkey -in OLD -out NEW");
            }
            switch (last) {
                case "PRIVATE KEY":
                    return decode(content, null);
                case "RSA PRIVATE KEY":
                    return decode(content, RSA);
                case "EC PRIVATE KEY":
                    return decode(content, EC_P256);
                default:
                // Parameters or certificates may stand beside the key.
            }
        }
        return PrivateKeyText.problem(
                last.isEmpty()
                        ? "is neither PEM nor a JWK; it must hold a private key, RSA or EC P-256"
                        : "holds a " + last + " but no private key");
    }

    private static PrivateKeyText decode(String base64, byte[] algorithm) {
        try {
            byte[] der = Base64.getMimeDecoder().decode(base64);
            byte[] pkcs8 = algorithm == null ? der : tagged(0x30, VERSION_0, algorithm, tagged(0x04, der));
            boolean rsa = algorithm == RSA || (algorithm == null && contains(der, RSA));
            boolean p256 = contains(der, HexFormat.of().parseHex("06082a8648ce3d030107"));
            if (!rsa && !p256) {
                return PrivateKeyText.problem("holds a key that is neither RSA nor EC P-256");
            }
            return rsa ? rsa(pkcs8) : ec(pkcs8);
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return PrivateKeyText.problem("holds a private key that cannot be decoded");
        }
    }

    private static PrivateKeyText rsa(byte[] pkcs8) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        if (!(key instanceof RSAPrivateCrtKey full)) {
            return PrivateKeyText.problem("holds an RSA key without its public exponent");
        }
        RSAPublicKeySpec half = new RSAPublicKeySpec(full.getModulus(), full.getPublicExponent());
        return PrivateKeyText.key(new KeyPair(factory.generatePublic(half), key), null);
    }

    private static PrivateKeyText ec(byte[] pkcs8) throws GeneralSecurityException {
        ECPrivateKey key = (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        return P256.publicKey(key)
                .map(half -> PrivateKeyText.key(new KeyPair(half, key), null))
                .orElseGet(() -> PrivateKeyText.problem("holds an EC key out of range for P-256"));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        java.io.ByteArrayOutputStream content = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        java.io.ByteArrayOutputStream whole = new java.io.ByteArrayOutputStream();
        whole.write(tag);
        if (content.size() < 0x80) {
            whole.write(content.size());
        } else {
            whole.write(0x82);
            whole.write(content.size() >> 8);
            whole.write(content.size());
        }
        whole.writeBytes(content.toByteArray());
        return whole.toByteArray();
    }

    private static boolean contains(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (java.util.Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
