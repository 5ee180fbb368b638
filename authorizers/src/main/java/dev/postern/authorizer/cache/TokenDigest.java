package dev.postern.authorizer.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Turns a token into the key of its cache entry (SR-165): SHA-256 over the authorizer's effective settings, a random
 * number of this process, the generation of the keys, and the token. All parts before the token have a fixed length,
 * so that none can run into the next (SR-109); the random part makes keys useless to whoever reads a heap dump
 * (SR-112). About half a microsecond, without looking up a digest.
 */
final class TokenDigest {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<TokenDigest.Workspace> WORKSPACE = ThreadLocal.withInitial(Workspace::new);
    private static final int SALT = 64;

    /** One per thread. */
    private static final class Workspace {
        private final MessageDigest digest = sha256();
        private final byte[] head = new byte[SALT + Long.BYTES];
        private final byte[] sum = new byte[32];
    }

    private final byte[] salt = new byte[SALT];

    /** @param settings a text that differs wherever the authorizer's effective settings differ, its name included */
    TokenDigest(String settings) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        System.arraycopy(sha256().digest(settings.getBytes(StandardCharsets.UTF_8)), 0, salt, 0, 32);
        System.arraycopy(random, 0, salt, 32, 32);
    }

    TokenKey key(String token, long generation) {
        Workspace workspace = WORKSPACE.get();
        System.arraycopy(salt, 0, workspace.head, 0, SALT);
        LONGS.set(workspace.head, SALT, generation);
        workspace.digest.update(workspace.head);
        // Every character of a token that can be verified is one byte here; others become '?', which no such token has.
        workspace.digest.update(token.getBytes(StandardCharsets.ISO_8859_1));
        byte[] sum = workspace.sum;
        try {
            workspace.digest.digest(sum, 0, sum.length);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 is 32 bytes long", e);
        }
        return new TokenKey((long) LONGS.get(sum, 0), (long) LONGS.get(sum, 8), (long) LONGS.get(sum, 16), (long)
                LONGS.get(sum, 24));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
