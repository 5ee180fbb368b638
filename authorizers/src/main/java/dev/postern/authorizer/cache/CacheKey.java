package dev.postern.authorizer.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * What a decision is remembered under: SHA-256 of the realm, the values of the identity sources and a scope, each after
 * its length, so that separators in values cannot make two keys one (SR-109, CVE-2026-71326). An absent value differs
 * from an empty one, and texts that UTF-8 cannot hold (lone surrogates) differ from one another, as characters are taken
 * as they are. A key lives as long as its request; what is kept is a keyed hash of it (SR-112).
 */
public final class CacheKey {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(CacheKey::sha256);
    private static final int ABSENT = -1;
    private static final int WIDE = 1 << 31;

    private final byte[] digest;

    private CacheKey(byte[] digest) {
        this.digest = digest;
    }

    /**
     * @param identity values of the identity sources in their order; an element may be null for an absent one
     * @param scope what else the decision depends on, such as a route; null when nothing
     */
    public static CacheKey of(CacheRealm realm, List<String> identity, String scope) {
        return of(realm.bytes(), identity, scope);
    }

    static CacheKey of(byte[] realm, List<String> identity, String scope) {
        MessageDigest digest = SHA_256.get();
        digest.reset();
        byte[] number = new byte[Integer.BYTES];
        number(digest, number, realm.length);
        digest.update(realm);
        number(digest, number, identity.size());
        for (int i = 0; i < identity.size(); i++) {
            text(digest, number, identity.get(i));
        }
        text(digest, number, scope);
        return new CacheKey(digest.digest());
    }

    private static void text(MessageDigest digest, byte[] number, String text) {
        if (text == null) {
            number(digest, number, ABSENT);
            return;
        }
        if (isNarrow(text)) {
            byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
            number(digest, number, narrow.length);
            digest.update(narrow);
            return;
        }
        // UTF-16 as it stands: no replacement character can make two texts one.
        number(digest, number, WIDE | text.length());
        byte[] wide = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            wide[2 * i] = (byte) (text.charAt(i) >>> 8);
            wide[2 * i + 1] = (byte) text.charAt(i);
        }
        digest.update(wide);
    }

    private static boolean isNarrow(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    private static void number(MessageDigest digest, byte[] number, int value) {
        INTS.set(number, 0, value);
        digest.update(number);
    }

    /** The 32 bytes; the caller must not change them. */
    byte[] digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CacheKey key && MessageDigest.isEqual(digest, key.digest);
    }

    @Override
    public int hashCode() {
        return (int) INTS.get(digest, 0);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
