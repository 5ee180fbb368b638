package dev.postern.authorizer.keys;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.HashMap;
import java.util.Map;

/** Checks that the coordinates of an elliptic-curve key name a point on its curve (RFC 7518 section 6.2.1). */
final class CurvePoints {

    private static final Map<String, ECParameterSpec> CURVES = curves();

    private CurvePoints() {}

    /** Null when the point is on the curve, else what is wrong. */
    static String problem(String curve, byte[] x, byte[] y) {
        ECParameterSpec parameters = CURVES.get(curve);
        if (parameters == null || x == null || y == null) {
            return "has no readable point";
        }
        BigInteger p = ((ECFieldFp) parameters.getCurve().getField()).getP();
        int length = (p.bitLength() + 7) / 8;
        if (x.length != length || y.length != length) {
            return "has coordinates of the wrong length";
        }
        BigInteger px = new BigInteger(1, x);
        BigInteger py = new BigInteger(1, y);
        BigInteger right = px.pow(3)
                .add(parameters.getCurve().getA().multiply(px))
                .add(parameters.getCurve().getB())
                .mod(p);
        boolean onCurve =
                px.compareTo(p) < 0 && py.compareTo(p) < 0 && py.pow(2).mod(p).equals(right);
        return onCurve ? null : "is not on its curve";
    }

    private static Map<String, ECParameterSpec> curves() {
        Map<String, ECParameterSpec> curves = new HashMap<>();
        Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1").forEach((name, platformName) -> {
            try {
                AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
                parameters.init(new ECGenParameterSpec(platformName));
                curves.put(name, parameters.getParameterSpec(ECParameterSpec.class));
            } catch (GeneralSecurityException e) {
                // A platform without the curve refuses its keys.
                curves.remove(name);
            }
        });
        return Map.copyOf(curves);
    }
}
