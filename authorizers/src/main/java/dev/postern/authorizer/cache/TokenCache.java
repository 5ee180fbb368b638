package dev.postern.authorizer.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What was learned from tokens whose signature was checked: good ones until they expire, bad ones for a few seconds, so
 * that a repeated token costs a hash instead of a signature check. Bounded by weight (bytes of token, about). Whoever
 * takes an entry re-checks time and route rules (SR-108).
 *
 * @param <V> what a good token gives
 */
public final class TokenCache<V extends TokenCache.Entry> {

    /** Memory for what one authorizer remembers, about: a sixteenth of the heap, between 1 and 64 MiB. */
    static final long MAX_WEIGHT =
            Math.max(1L << 20, Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16));

    private static final int MAX_REFUSED = 10_000;
    private static final Duration REFUSED_FOR = Duration.ofSeconds(10);

    /** What is kept for a good token. */
    public interface Entry {

        /** When the token ends, in milliseconds since 1970. */
        long expiresAtMillis();

        /** Bytes it holds, about. */
        int weight();
    }

    private final TokenDigest digest;
    private final AuthorizerEvents.CacheEvents events;
    private final Cache<TokenKey, V> good;
    private final Cache<TokenKey, Boolean> refused;

    /** @param settings a text that differs wherever the authorizer's effective settings differ, its name included */
    public TokenCache(String settings, Clock clock, AuthorizerEvents.CacheEvents events) {
        this(settings, clock, events, MAX_WEIGHT);
    }

    TokenCache(String settings, Clock clock, AuthorizerEvents.CacheEvents events, long maxWeight) {
        this.digest = new TokenDigest(settings);
        this.events = events;
        this.good = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .maximumWeight(maxWeight)
                .weigher((TokenKey key, V entry) -> entry.weight())
                .expireAfter(new UntilTokenEnds<V>())
                .evictionListener((key, entry, cause) -> events.count(CacheResult.EVICTED))
                .build();
        this.refused = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .maximumSize(MAX_REFUSED)
                .expireAfterWrite(REFUSED_FOR)
                .build();
    }

    /** The key of a token under one generation of verification keys; under the next it has another. */
    public TokenKey key(String token, long generation) {
        return digest.key(token, generation);
    }

    /** What is known of a good token; null when nothing is. */
    public V get(TokenKey key) {
        V entry = good.getIfPresent(key);
        if (entry == null) {
            events.count(CacheResult.MISS);
        } else {
            events.count(CacheResult.HIT);
        }
        return entry;
    }

    /** Whether this token's signature was found wrong a moment ago. */
    public boolean isRefused(TokenKey key) {
        return refused.getIfPresent(key) != null;
    }

    /** Keeps what a good token gave. */
    public void put(TokenKey key, V entry) {
        good.put(key, entry);
    }

    /** Keeps that a token's signature is wrong, for ten seconds. */
    public void refuse(TokenKey key) {
        refused.put(key, Boolean.TRUE);
    }

    /** Entries held now, about. */
    public long size() {
        good.cleanUp();
        return good.estimatedSize();
    }

    private static final class UntilTokenEnds<V extends Entry> implements Expiry<TokenKey, V> {
        @Override
        public long expireAfterCreate(TokenKey key, V entry, long now) {
            long left = entry.expiresAtMillis() - TimeUnit.NANOSECONDS.toMillis(now);
            return TimeUnit.MILLISECONDS.toNanos(Math.max(0, left));
        }

        @Override
        public long expireAfterUpdate(TokenKey key, V entry, long now, long left) {
            return expireAfterCreate(key, entry, now);
        }

        @Override
        public long expireAfterRead(TokenKey key, V entry, long now, long left) {
            return left;
        }
    }
}
