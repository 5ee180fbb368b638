package dev.postern.authorizer.shared;

import dev.postern.authorizer.cache.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secret that the gateways of a fleet have in common and Redis has not. Keys for each purpose are derived from it
 * with HKDF-SHA-256 (RFC 5869), so that none can stand for another. Refused are texts that are neither hexadecimal nor
 * Base64 of 32 to 64 bytes, and bytes that nobody drew at random.
 */
public final class FleetKey {

    /** Bytes, at least and usually: {@code openssl rand -base64 32}. */
    public static final int MIN_BYTES = 32;

    private static final int MAX_BYTES = 64;
    private static final int MIN_DISTINCT = 12;

    private final byte[] pseudoRandom;

    private FleetKey(byte[] secret) {
        this.pseudoRandom = new Hmac("postern/1".getBytes(StandardCharsets.US_ASCII)).of(secret);
    }

    /** Null when the text is not such a key. */
    public static FleetKey parse(String text) {
        byte[] secret = bytes(text.strip());
        if (secret == null
                || secret.length < MIN_BYTES
                || secret.length > MAX_BYTES
                || distinct(secret) < MIN_DISTINCT) {
            return null;
        }
        return new FleetKey(secret);
    }

    private static byte[] bytes(String text) {
        try {
            boolean hex = text.length() % 2 == 0 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
            return hex
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int distinct(byte[] bytes) {
        boolean[] seen = new boolean[256];
        int distinct = 0;
        for (byte b : bytes) {
            if (!seen[b & 0xFF]) {
                seen[b & 0xFF] = true;
                distinct++;
            }
        }
        return distinct;
    }

    /** The key for one purpose: one block of HKDF-Expand, 32 bytes. */
    byte[] derive(String purpose) {
        byte[] info = purpose.getBytes(StandardCharsets.US_ASCII);
        byte[] block = Arrays.copyOf(info, info.length + 1);
        block[info.length] = 1;
        return new Hmac(pseudoRandom).of(block);
    }

    /** Equal when made of the same secret. */
    @Override
    public boolean equals(Object other) {
        return other instanceof FleetKey key && java.security.MessageDigest.isEqual(pseudoRandom, key.pseudoRandom);
    }

    @Override
    public int hashCode() {
        return FleetKey.class.hashCode();
    }

    /** Nothing of the secret. */
    @Override
    public String toString() {
        return "a key";
    }
}
