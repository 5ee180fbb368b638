package dev.postern.authorizer.keys;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The usable keys of one issuer at one time: immutable and never empty. Replaced as a whole, so that a withdrawn key
 * is gone at once (SR-102).
 */
public final class KeySet {

    private static final AtomicLong GENERATIONS = new AtomicLong();

    private final long generation = GENERATIONS.incrementAndGet();
    private final Map<String, VerificationKey> keys;

    /** @param keys by {@code kid}, at least one */
    KeySet(Map<String, VerificationKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a key set without keys");
        }
        this.keys = Map.copyOf(keys);
    }

    /** Grows with every key set of this process; a refresh that brought the same keys keeps set and number. */
    public long generation() {
        return generation;
    }

    /** The key of this {@code kid}; null when there is none, or when there is no {@code kid}. */
    public VerificationKey key(String keyId) {
        return keyId == null ? null : keys.get(keyId);
    }

    public int size() {
        return keys.size();
    }

    /** Whether these are the same keys for the same algorithms. */
    boolean holds(Map<String, VerificationKey> others) {
        return keys.equals(others);
    }
}
