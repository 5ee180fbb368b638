package dev.postern.sample.pool;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Optional;

/**
 * The curve P-256 (FIPS 186-4 D.1.2.3) and the one sum the JDK leaves out: the public key of a private one. Not in
 * constant time; for development keys only.
 */
final class P256 {

    static final ECParameterSpec CURVE = curve();

    private static final BigInteger PRIME = ((ECFieldFp) CURVE.getCurve().getField()).getP();
    private static final BigInteger TWO = BigInteger.TWO;
    private static final BigInteger THREE = BigInteger.valueOf(3);

    private P256() {}

    /** Whether {@code scalar} can be a private key. */
    static boolean isPrivate(BigInteger scalar) {
        return scalar.signum() > 0 && scalar.compareTo(CURVE.getOrder()) < 0;
    }

    /** The public key that belongs to {@code key}; empty for a key of another curve. */
    static Optional<PublicKey> publicKey(ECPrivateKey key) throws GeneralSecurityException {
        if (!isPrivate(key.getS()) || !key.getParams().getCurve().equals(CURVE.getCurve())) {
            return Optional.empty();
        }
        ECPoint point = multiply(CURVE.getGenerator(), key.getS());
        return Optional.of(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, CURVE)));
    }

    private static ECPoint multiply(ECPoint base, BigInteger scalar) {
        ECPoint sum = ECPoint.POINT_INFINITY;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (scalar.testBit(bit)) {
                sum = add(sum, base);
            }
        }
        return sum;
    }

    private static ECPoint add(ECPoint left, ECPoint right) {
        if (left.equals(ECPoint.POINT_INFINITY)) {
            return right;
        }
        if (right.equals(ECPoint.POINT_INFINITY)) {
            return left;
        }
        BigInteger slope;
        if (!left.getAffineX().equals(right.getAffineX())) {
            slope = divide(
                    right.getAffineY().subtract(left.getAffineY()),
                    right.getAffineX().subtract(left.getAffineX()));
        } else if (left.equals(right)) {
            BigInteger square = left.getAffineX().pow(2);
            slope = divide(THREE.multiply(square).add(CURVE.getCurve().getA()), TWO.multiply(left.getAffineY()));
        } else {
            return ECPoint.POINT_INFINITY;
        }
        BigInteger x = slope.pow(2)
                .subtract(left.getAffineX())
                .subtract(right.getAffineX())
                .mod(PRIME);
        BigInteger y = slope.multiply(left.getAffineX().subtract(x))
                .subtract(left.getAffineY())
                .mod(PRIME);
        return new ECPoint(x, y);
    }

    private static BigInteger divide(BigInteger dividend, BigInteger divisor) {
        return dividend.multiply(divisor.modInverse(PRIME)).mod(PRIME);
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }
}
