package dev.postern.sample.pool;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The arithmetic of Cognito's SRP-6a: the 3072-bit group of RFC 5054 appendix A with generator 2 and SHA-256. Cognito
 * differs from RFC 5054 in its padding (numbers are hashed as minimal two's complement, so a leading zero byte stands
 * before a set top bit) and in its key derivation (HKDF with the info "Caldera Derived Key", first 16 bytes).
 */
final class SrpGroup {

    static final BigInteger N = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
                    + "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
                    + "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                    + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
                    + "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
                    + "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
                    + "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
                    + "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
                    + "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
                    + "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
                    + "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
                    + "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
            16);
    static final BigInteger G = BigInteger.TWO;
    static final BigInteger K = hash(N.toByteArray(), G.toByteArray());

    private static final byte[] INFO = "Caldera Derived Key\u0001".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 16;

    private SrpGroup() {}

    /** The password's private exponent x. */
    static BigInteger privateExponent(String poolName, String username, String password, BigInteger salt) {
        byte[] identity = (poolName + username + ":" + password).getBytes(StandardCharsets.UTF_8);
        return hash(salt.toByteArray(), sha256(identity));
    }

    /** The scrambling parameter u; zero must be refused. */
    static BigInteger scramble(BigInteger clientPublic, BigInteger serverPublic) {
        return hash(clientPublic.toByteArray(), serverPublic.toByteArray());
    }

    /** The key both sides prove they hold, from the shared secret S and u. */
    static byte[] deriveKey(BigInteger secret, BigInteger scramble) {
        byte[] extracted = hmac(scramble.toByteArray(), secret.toByteArray());
        return Arrays.copyOf(hmac(extracted, INFO), KEY_BYTES);
    }

    /** The proof of the key that PASSWORD_VERIFIER carries. */
    static byte[] proof(byte[] key, String poolName, String username, byte[] secretBlock, String timestamp) {
        return hmac(
                key,
                poolName.getBytes(StandardCharsets.UTF_8),
                username.getBytes(StandardCharsets.UTF_8),
                secretBlock,
                timestamp.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static BigInteger hash(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return new BigInteger(1, sha256(joined.toByteArray()));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
