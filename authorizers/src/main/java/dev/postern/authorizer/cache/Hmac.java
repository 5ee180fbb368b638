package dev.postern.authorizer.cache;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 under one key, from every thread. */
final class Hmac {

    private static final String NAME = "HmacSHA256";

    private final ThreadLocal<Mac> mac;

    /** @param key at least one byte; 32 are usual */
    Hmac(byte[] key) {
        SecretKeySpec spec = new SecretKeySpec(key, NAME);
        this.mac = ThreadLocal.withInitial(() -> {
            try {
                Mac made = Mac.getInstance(NAME);
                made.init(spec);
                return made;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + NAME, e);
            }
        });
    }

    /** Under a key that nobody else has and that ends with this process. */
    static Hmac ofThisProcess() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return new Hmac(random);
    }

    /** 32 bytes. */
    byte[] of(byte[] message) {
        return mac.get().doFinal(message);
    }
}
