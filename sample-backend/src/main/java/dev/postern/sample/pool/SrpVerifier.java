package dev.postern.sample.pool;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;

/**
 * What the pool keeps of a password: enough to check it, not enough to know it (RFC 2945 section 3).
 *
 * @param salt 16 bytes, made for this password
 * @param verifier g^x mod N
 */
record SrpVerifier(BigInteger salt, BigInteger verifier) {

    private static final int SALT_BYTES = 16;

    static SrpVerifier of(String poolName, String username, String password, SecureRandom random) {
        byte[] bytes = new byte[SALT_BYTES];
        random.nextBytes(bytes);
        BigInteger salt = new BigInteger(1, bytes);
        BigInteger exponent = SrpGroup.privateExponent(poolName, username, password, salt);
        return new SrpVerifier(salt, SrpGroup.G.modPow(exponent, SrpGroup.N));
    }

    /**
     * A verifier that no known password fits, the same for the same name each time, so that asking for an unknown user
     * twice looks like asking for a known one.
     */
    static SrpVerifier decoy(byte[] secret, String username) {
        byte[] name = username.getBytes(StandardCharsets.UTF_8);
        byte[] salt = SrpGroup.hmac(secret, new byte[] {1}, name);
        byte[] exponent = SrpGroup.hmac(secret, new byte[] {2}, name);
        return new SrpVerifier(
                new BigInteger(1, java.util.Arrays.copyOf(salt, SALT_BYTES)),
                SrpGroup.G.modPow(new BigInteger(1, exponent), SrpGroup.N));
    }

    /** Whether {@code password} is the one this was made of. */
    boolean matches(String poolName, String username, String password) {
        BigInteger exponent = SrpGroup.privateExponent(poolName, username, password, salt);
        BigInteger candidate = SrpGroup.G.modPow(exponent, SrpGroup.N);
        return MessageDigest.isEqual(candidate.toByteArray(), verifier.toByteArray());
    }

    /** Says nothing of either half. */
    @Override
    public String toString() {
        return "SrpVerifier[…]";
    }
}
