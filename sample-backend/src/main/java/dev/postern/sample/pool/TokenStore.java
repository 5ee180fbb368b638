package dev.postern.sample.pool;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Values behind random, unguessable tokens: challenges, sessions, refresh tokens. Holds a bounded number, dropping the
 * oldest. A token's first half finds the entry, its second half is compared in constant time.
 */
final class TokenStore<T> {

    private static final int HALF_BYTES = 24;
    private static final int HALF_CHARACTERS = 32;

    /** What stands behind a token. */
    record Kept<T>(String token, T value, Instant expiry) {

        boolean expired(Instant now) {
            return !now.isBefore(expiry);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Kept<T>> entries;

    /** @param capacity entries kept at most */
    TokenStore(int capacity) {
        entries = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Kept<T>> eldest) {
                return size() > capacity;
            }
        };
    }

    /** Keeps {@code value} until {@code expiry}; returns its token, 64 characters of standard base64. */
    synchronized String put(T value, Instant expiry) {
        byte[] bytes = new byte[2 * HALF_BYTES];
        random.nextBytes(bytes);
        String token = Base64.getEncoder().encodeToString(bytes);
        entries.put(token.substring(0, HALF_CHARACTERS), new Kept<>(token, value, expiry));
        return token;
    }

    /** The entry of {@code token}, expired or not. */
    synchronized Optional<Kept<T>> find(String token) {
        if (token.length() != 2 * HALF_CHARACTERS) {
            return Optional.empty();
        }
        return Optional.ofNullable(entries.get(token.substring(0, HALF_CHARACTERS)))
                .filter(entry -> MessageDigest.isEqual(bytes(entry.token()), bytes(token)));
    }

    /** As {@link #find}, and the token is good for nothing afterwards. */
    synchronized Optional<Kept<T>> take(String token) {
        Optional<Kept<T>> found = find(token);
        found.ifPresent(entry -> entries.remove(token.substring(0, HALF_CHARACTERS)));
        return found;
    }

    /** Every value that {@code wanted} accepts. */
    synchronized List<T> values(Predicate<T> wanted) {
        return entries.values().stream().map(Kept::value).filter(wanted).toList();
    }

    private static byte[] bytes(String token) {
        return token.getBytes(StandardCharsets.UTF_8);
    }
}
