package dev.postern.authorizer.keys;

import dev.postern.authorizer.token.Base64Url;
import dev.postern.authorizer.token.SignatureAlgorithm;
import dev.postern.authorizer.token.TokenReader;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether one JSON Web Key may verify tokens (SR-78, SR-83). It may when it names itself by {@code kid}, is
 * meant for signatures ({@code use} absent or {@code sig}, {@code key_ops} absent or with {@code verify}), is
 * public (no {@code d}, no {@code k}: SR-98), fits an allowed algorithm, and is strong and well formed: RSA of 2048 to
 * 16384 bits with an odd exponent from 3 to 32 bits, without the fingerprint of ROCA, a point on the curve of the algorithm, Ed25519 of 32 bytes.
 */
final class PublicKeys {

    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 16384;
    private static final List<String> PRIVATE = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");

    private PublicKeys() {}

    /** One key: usable with its id, or null with the reason. */
    record Reading(String keyId, VerificationKey key, String problem) {
        static Reading refused(String problem) {
            return new Reading(null, null, problem);
        }
    }

    static Reading read(Vertx vertx, Object value, Set<SignatureAlgorithm> allowed) {
        if (!(value instanceof Map<?, ?> jwk)) {
            return Reading.refused("is not an object");
        }
        if (!TokenReader.isKeyId(jwk.get("kid"))) {
            return Reading.refused("has no usable kid");
        }
        if (jwk.containsKey("use") && !"sig".equals(jwk.get("use"))) {
            return Reading.refused("is not for signatures (use)");
        }
        if (jwk.containsKey("key_ops") && !(jwk.get("key_ops") instanceof List<?> ops && ops.contains("verify"))) {
            return Reading.refused("is not for verification (key_ops)");
        }
        if (PRIVATE.stream().anyMatch(jwk::containsKey)) {
            return Reading.refused("is not a public key");
        }
        Set<SignatureAlgorithm> algorithms = algorithms(jwk, allowed);
        if (algorithms.isEmpty()) {
            return Reading.refused("fits no allowed algorithm");
        }
        String keyId = (String) jwk.get("kid");
        JsonObject clean =
                new JsonObject().put("kid", keyId).put("kty", jwk.get("kty")).put("use", "sig");
        int modulusBytes = 0;
        String problem;
        switch (String.valueOf(jwk.get("kty"))) {
            case "RSA" -> {
                BigInteger modulus = unsigned(jwk.get("n"));
                problem = rsaProblem(modulus, unsigned(jwk.get("e")));
                modulusBytes = problem == null ? (modulus.bitLength() + 7) / 8 : 0;
                copy(jwk, clean, "n", "e");
            }
            case "EC" -> {
                problem = CurvePoints.problem((String) jwk.get("crv"), bytes(jwk.get("x")), bytes(jwk.get("y")));
                copy(jwk, clean, "crv", "x", "y");
            }
            default -> {
                byte[] x = bytes(jwk.get("x"));
                problem = x != null && x.length == 32 ? null : "is not an Ed25519 key of 32 bytes";
                copy(jwk, clean, "crv", "x");
            }
        }
        if (problem != null) {
            return Reading.refused(problem);
        }
        VerificationKey key = VerificationKey.of(vertx, clean, modulusBytes, algorithms);
        return key == null ? Reading.refused("cannot be used here") : new Reading(keyId, key, null);
    }

    private static Set<SignatureAlgorithm> algorithms(Map<?, ?> jwk, Set<SignatureAlgorithm> allowed) {
        Set<SignatureAlgorithm> algorithms = EnumSet.noneOf(SignatureAlgorithm.class);
        for (SignatureAlgorithm algorithm : allowed) {
            boolean named = !jwk.containsKey("alg") || algorithm.word().equals(jwk.get("alg"));
            boolean fits = algorithm.keyType().equals(jwk.get("kty"))
                    && (algorithm.curve() == null || algorithm.curve().equals(jwk.get("crv")));
            if (named && fits) {
                algorithms.add(algorithm);
            }
        }
        return algorithms;
    }

    private static String rsaProblem(BigInteger modulus, BigInteger exponent) {
        if (modulus == null || exponent == null) {
            return "has no readable n and e";
        }
        if (modulus.bitLength() < MIN_RSA_BITS) {
            return "is shorter than " + MIN_RSA_BITS + " bits";
        }
        if (modulus.bitLength() > MAX_RSA_BITS || !modulus.testBit(0)) {
            return "has an unusable modulus";
        }
        if (RocaFingerprint.isOf(modulus)) {
            return "can be factored (ROCA, CVE-2017-15361)";
        }
        boolean usable = exponent.testBit(0) && exponent.bitLength() >= 2 && exponent.bitLength() <= 32;
        return usable ? null : "has an unusable exponent";
    }

    private static void copy(Map<?, ?> from, JsonObject to, String... names) {
        for (String name : names) {
            to.put(name, from.get(name));
        }
    }

    private static BigInteger unsigned(Object value) {
        byte[] bytes = bytes(value);
        return bytes == null || bytes.length == 0 ? null : new BigInteger(1, bytes);
    }

    private static byte[] bytes(Object value) {
        return value instanceof String text ? Base64Url.decode(text) : null;
    }
}
