package dev.postern.authorizer.cache;

import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.SharedStore.Found;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;

/**
 * One authorizer's decisions in the shared store. What is sealed there begins with the purge epoch in which it was made
 * and the wall-clock times at which it stops being fresh and usable, as other processes share no other clock (SR-155).
 * A gateway whose clock is behind keeps a decision no longer than it was first allowed to be kept.
 */
final class SharedDecisions<V> {

    private static final int HEAD = 3 * Long.BYTES;

    private final SharedStore store;
    private final byte[] binding;
    private final ValueCodec<V> codec;
    private final Clock clock;
    private final AuthorizerEvents.CacheEvents events;

    SharedDecisions(
            SharedStore store, byte[] binding, ValueCodec<V> codec, Clock clock, AuthorizerEvents.CacheEvents events) {
        this.store = store;
        this.binding = binding;
        this.codec = codec;
        this.clock = clock;
        this.events = events;
    }

    /** What the fleet remembers that still counts in this epoch; null for nothing. */
    Future<Fetched<V>> find(CacheKey key, long epoch) {
        return store.find(store.name(key.digest()), binding).map(found -> {
            if (found instanceof Found.Kept kept) {
                return open(kept.content(), epoch);
            }
            events.count(
                    found instanceof Found.Nothing
                            ? CacheResult.SHARED_MISS
                            : found instanceof Found.Fault ? CacheResult.SHARED_FAULT : CacheResult.SHARED_DOWN);
            return null;
        });
    }

    void keep(CacheKey key, Fetched<V> fetched, long epoch) {
        if (fetched.keep().isZero()) {
            return;
        }
        byte[] value = codec.encode(fetched.value());
        long now = clock.millis();
        ByteBuffer content = ByteBuffer.allocate(HEAD + value.length);
        content.putLong(epoch).putLong(now).putInt((int) fetched.keep().toMillis());
        content.putInt((int) fetched.stale().toMillis()).put(value);
        store.keep(store.name(key.digest()), binding, content.array(), fetched.keep());
    }

    private Fetched<V> open(byte[] content, long epoch) {
        if (content.length < HEAD) {
            events.count(CacheResult.SHARED_FAULT);
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(content);
        long made = buffer.getLong();
        long since = clock.millis() - buffer.getLong();
        long left = buffer.getInt() - Math.max(0, since);
        int stale = buffer.getInt();
        if (made < epoch || left <= 0) {
            events.count(CacheResult.SHARED_MISS);
            return null;
        }
        V value = codec.decode(Arrays.copyOfRange(content, HEAD, content.length));
        events.count(value == null ? CacheResult.SHARED_FAULT : CacheResult.SHARED_HIT);
        return value == null ? null : new Fetched<>(value, Duration.ofMillis(left), Duration.ofMillis(stale));
    }
}
