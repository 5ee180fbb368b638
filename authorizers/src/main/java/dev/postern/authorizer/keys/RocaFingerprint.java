package dev.postern.authorizer.keys;

import java.math.BigInteger;
import java.util.BitSet;

/**
 * Recognizes RSA moduli of the Infineon library whose keys can be factored (ROCA, CVE-2017-15361): modulo every small
 * prime they are a power of 65537. Any other modulus is so for all primes here with a chance below one in a hundred
 * million.
 */
final class RocaFingerprint {

    private static final int GENERATOR = 65537;

    /** The primes that the test of the discoverers uses (Nemec et al., CCS 2017). */
    private static final int[] PRIMES = {11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157};

    private static final BitSet[] POWERS = powers();

    private RocaFingerprint() {}

    /** Whether a modulus has the fingerprint. */
    static boolean isOf(BigInteger modulus) {
        for (int i = 0; i < PRIMES.length; i++) {
            if (!POWERS[i].get(modulus.mod(BigInteger.valueOf(PRIMES[i])).intValue())) {
                return false;
            }
        }
        return true;
    }

    private static BitSet[] powers() {
        BitSet[] powers = new BitSet[PRIMES.length];
        for (int i = 0; i < PRIMES.length; i++) {
            powers[i] = new BitSet(PRIMES[i]);
            for (int power = 1; !powers[i].get(power); power = (int) ((long) power * GENERATOR % PRIMES[i])) {
                powers[i].set(power);
            }
        }
        return powers;
    }
}
