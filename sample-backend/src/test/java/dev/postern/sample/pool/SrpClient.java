package dev.postern.sample.pool;

import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The client's half of Cognito's SRP, written from the protocol and not from the pool, working on hex as browsers do. */
final class SrpClient {

    private static final BigInteger N = SrpGroup.N;
    private static final BigInteger G = BigInteger.valueOf(2);

    private final BigInteger secret = new BigInteger(1024, new SecureRandom());
    private final BigInteger open = G.modPow(secret, N);
    private final String poolName;

    SrpClient(String poolName) {
        this.poolName = poolName;
    }

    /** SRP_A. */
    String open() {
        return open.toString(16);
    }

    /** The signature that answers {@code challenge} if {@code password} is right. */
    String sign(JsonObject challenge, String password, String timestamp) throws Exception {
        String username = challenge.getString("USER_ID_FOR_SRP");
        BigInteger theirs = new BigInteger(challenge.getString("SRP_B"), 16);
        BigInteger salt = new BigInteger(challenge.getString("SALT"), 16);
        BigInteger k = new BigInteger(hash(pad(N) + pad(G)), 16);
        BigInteger u = new BigInteger(hash(pad(open) + pad(theirs)), 16);
        String identity = poolName + username + ":" + password;
        String inner = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8)));
        BigInteger x = new BigInteger(hash(pad(salt) + inner), 16);
        BigInteger shared = theirs.subtract(k.multiply(G.modPow(x, N))).modPow(secret.add(u.multiply(x)), N);
        byte[] extracted = hmac(HexFormat.of().parseHex(pad(u)), HexFormat.of().parseHex(pad(shared)));
        byte[] key = Arrays.copyOf(hmac(extracted, "Caldera Derived Key\u0001".getBytes(StandardCharsets.UTF_8)), 16);
        byte[] signature = hmac(
                key,
                poolName.getBytes(StandardCharsets.UTF_8),
                username.getBytes(StandardCharsets.UTF_8),
                Base64.getDecoder().decode(challenge.getString("SECRET_BLOCK")),
                timestamp.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(signature);
    }

    private static String pad(BigInteger number) {
        String hex = number.toString(16);
        if (hex.length() % 2 == 1) {
            return "0" + hex;
        }
        return "89abcdef".indexOf(hex.charAt(0)) >= 0 ? "00" + hex : hex;
    }

    private static String hash(String hex) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(HexFormat.of().parseHex(hex));
        return HexFormat.of().formatHex(digest);
    }

    private static byte[] hmac(byte[] key, byte[]... parts) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        for (byte[] part : parts) {
            mac.update(part);
        }
        return mac.doFinal();
    }
}
