package dev.postern.authorizer.shared;

import dev.postern.authorizer.cache.Hmac;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals content so that only gateways with the same key can read it, and only as what it was sealed as (SR-155):
 * AES-256-GCM. Every message has a key of its own, HMAC-SHA-256 of 12 random bytes, besides 12 random bytes of nonce; a
 * fleet that writes for years under one key does not come near the limit of random nonces (NIST SP 800-38D, 8.3).
 *
 * <p>Form: a byte 1 for this form, 12 bytes for the key, 12 bytes of nonce, ciphertext, 16 bytes of tag.
 */
final class Sealer {

    private static final byte FORM = 1;
    private static final int RANDOM = 12;
    private static final int HEAD = 1 + 2 * RANDOM;
    private static final int TAG = 16;

    private final Hmac keys;
    private final SecureRandom random = new SecureRandom();

    Sealer(FleetKey key, String purpose) {
        this.keys = new Hmac(key.derive("seal " + purpose));
    }

    /** @param belongsTo what must be given again to open it: the name it is kept under, and what else it is bound to */
    byte[] seal(byte[] content, byte[]... belongsTo) {
        byte[] head = new byte[HEAD];
        random.nextBytes(head);
        head[0] = FORM;
        try {
            byte[] sealed = Arrays.copyOf(head, HEAD + content.length + TAG);
            cipher(Cipher.ENCRYPT_MODE, head, belongsTo).doFinal(content, 0, content.length, sealed, HEAD);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    /** Null for everything that {@link #seal} did not make with the same key and the same belongings. */
    byte[] open(byte[] sealed, byte[]... belongsTo) {
        if (sealed.length < HEAD + TAG || sealed[0] != FORM) {
            return null;
        }
        try {
            return cipher(Cipher.DECRYPT_MODE, sealed, belongsTo).doFinal(sealed, HEAD, sealed.length - HEAD);
        } catch (AEADBadTagException e) {
            return null;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has AES in GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] head, byte[]... belongsTo) throws GeneralSecurityException {
        byte[] key = keys.of(Arrays.copyOfRange(head, 1, 1 + RANDOM));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * TAG, head, 1 + RANDOM, RANDOM));
        for (byte[] part : belongsTo) {
            cipher.updateAAD(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            cipher.updateAAD(part);
        }
        return cipher;
    }
}
