package dev.postern.authorizer.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import dev.postern.authorizer.SharedResources;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Decisions that an authorizer need not make again for a while. Each has its own time; memory is bounded; of all who ask
 * with an equal key at the same time one makes the decision and the others share it, a failure too, and a failure is
 * never kept. What is kept is what the authority said, not the verdict on one request: whoever takes it evaluates it
 * anew (SR-108).
 *
 * <p>Keys are kept as keyed hashes (SR-112); time is measured by a clock that does not go back (SR-111); a purge ends
 * what was remembered before it and what was under way. With a shared store, what is not found here is looked for there.
 *
 * @param <V> what is remembered; immutable
 */
public final class DecisionCache<V> {

    private final byte[] realm;
    private final LongSupplier ticker;
    private final LongSupplier epoch;
    private final AuthorizerEvents.CacheEvents events;
    private final ValueCodec<V> codec;
    private final SharedDecisions<V> shared;
    private final Hmac hmac;
    private final Cache<Slot, Remembered<V>> entries;
    private final ConcurrentHashMap<Slot, Flight<V>> flights = new ConcurrentHashMap<>();

    private DecisionCache(AuthorizerContext context, CacheRealm realm, ValueCodec<V> codec, long maxWeight) {
        this.realm = realm.bytes();
        this.ticker = context.ticker();
        this.epoch = context.purges().epoch(realm.authorizer());
        this.events = context.events().cache(realm.authorizer());
        this.codec = codec;
        this.shared = context.sharedStore() == null
                ? null
                : new SharedDecisions<>(context.sharedStore(), this.realm, codec, context.clock(), events);
        this.hmac = Hmac.ofThisProcess();
        this.entries = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker::getAsLong)
                .maximumWeight(maxWeight)
                .weigher((Slot slot, Remembered<V> entry) -> entry.weight())
                .expireAfter(new UntilStale<V>())
                .evictionListener((slot, entry, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        events.count(CacheResult.EVICTED);
                    }
                })
                .build();
    }

    /**
     * The cache of this realm. A reload that asks with an equal realm gets the same one with all its entries; a realm
     * that differs gets a new one, and the old one goes when its last holder lets go (SR-107, SR-118).
     */
    @SuppressWarnings("unchecked")
    public static <V> SharedResources.Hold<DecisionCache<V>> hold(
            AuthorizerContext context, CacheRealm realm, ValueCodec<V> codec) {
        record Place(CacheRealm realm) {}
        return (SharedResources.Hold<DecisionCache<V>>) (SharedResources.Hold<?>) context.shared()
                .hold(new Place(realm), DecisionCache.class, () -> of(context, realm, codec), cache -> {});
    }

    /** A cache that nobody else has. */
    public static <V> DecisionCache<V> of(AuthorizerContext context, CacheRealm realm, ValueCodec<V> codec) {
        return of(context, realm, codec, TokenCache.MAX_WEIGHT);
    }

    static <V> DecisionCache<V> of(AuthorizerContext context, CacheRealm realm, ValueCodec<V> codec, long maxWeight) {
        return new DecisionCache<>(context, realm, codec, maxWeight);
    }

    /** A key of this cache's realm; the same as {@link CacheKey#of}, without making the realm's bytes again. */
    public CacheKey key(List<String> identity, String scope) {
        return CacheKey.of(realm, identity, scope);
    }

    /**
     * What is remembered under the key, or what {@code fetch} makes.
     *
     * @param fetch called at most once for all who wait, on the thread of one of them; must end: a time limit is its
     *     duty
     * @return on the caller's context; fails as {@code fetch} failed
     */
    public Future<V> get(CacheKey key, Supplier<Future<Fetched<V>>> fetch) {
        Slot slot = Slot.of(hmac.of(key.digest()));
        Remembered<V> entry = usable(slot);
        if (entry == null) {
            return fly(slot, key, fetch);
        }
        if (entry.isFresh(ticker.getAsLong())) {
            events.count(CacheResult.HIT);
        } else {
            events.count(CacheResult.STALE);
            renew(slot, key, fetch);
        }
        return entry.answer();
    }

    /** What is remembered in this process, without asking anybody and without counting; null when nothing is. */
    public V peek(CacheKey key) {
        Remembered<V> entry = usable(Slot.of(hmac.of(key.digest())));
        return entry == null ? null : entry.answer().result();
    }

    /** Entries held now, about. */
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    private Remembered<V> usable(Slot slot) {
        Remembered<V> entry = entries.getIfPresent(slot);
        return entry != null && entry.epoch() >= epoch.getAsLong() && entry.isUsable(ticker.getAsLong()) ? entry : null;
    }

    private Future<V> fly(Slot slot, CacheKey key, Supplier<Future<Fetched<V>>> fetch) {
        Flight<V> mine = new Flight<>(epoch.getAsLong());
        Flight<V> flight = board(slot, mine);
        if (flight != mine) {
            events.count(CacheResult.JOINED);
            return flight.follow();
        }
        // An earlier flight may have landed between the look-up and now.
        Remembered<V> landed = usable(slot);
        if (landed != null && landed.isFresh(ticker.getAsLong())) {
            events.count(CacheResult.HIT);
            flights.remove(slot, mine);
            mine.land(landed.answer().result());
            return landed.answer();
        }
        Future<V> result = mine.follow();
        if (shared == null) {
            make(slot, key, mine, fetch);
        } else {
            shared.find(key, mine.epoch()).onComplete(found -> {
                if (found.succeeded() && found.result() != null) {
                    land(slot, mine, found.result());
                } else {
                    make(slot, key, mine, fetch);
                }
            });
        }
        return result;
    }

    /** Makes it again while the old one is served, unless somebody does. */
    private void renew(Slot slot, CacheKey key, Supplier<Future<Fetched<V>>> fetch) {
        Flight<V> mine = new Flight<>(epoch.getAsLong());
        if (board(slot, mine) == mine) {
            make(slot, key, mine, fetch);
        }
    }

    /** The flight that is under way and began after the last purge, else mine. */
    private Flight<V> board(Slot slot, Flight<V> mine) {
        return flights.compute(slot, (s, flight) -> flight != null && flight.epoch() >= mine.epoch() ? flight : mine);
    }

    private void make(Slot slot, CacheKey key, Flight<V> flight, Supplier<Future<Fetched<V>>> fetch) {
        events.count(CacheResult.MISS);
        Future<Fetched<V>> made;
        try {
            made = fetch.get();
        } catch (RuntimeException e) {
            made = Future.failedFuture(e);
        }
        if (made == null) {
            made = Future.failedFuture(new IllegalStateException("nothing was fetched"));
        }
        made.onComplete(result -> {
            if (result.succeeded() && result.result() != null) {
                if (shared != null) {
                    shared.keep(key, result.result(), flight.epoch());
                }
                land(slot, flight, result.result());
            } else {
                flights.remove(slot, flight);
                flight.fail(result.failed() ? result.cause() : new IllegalStateException("nothing was fetched"));
            }
        });
    }

    /** Keeps first, then lets nobody join any more, then tells: whoever asks meets one of the three. */
    private void land(Slot slot, Flight<V> flight, Fetched<V> fetched) {
        if (fetched.keep().isZero()) {
            entries.asMap().computeIfPresent(slot, (s, entry) -> entry.epoch() <= flight.epoch() ? null : entry);
        } else {
            remember(slot, flight.epoch(), fetched);
        }
        flights.remove(slot, flight);
        flight.land(fetched.value());
    }

    private void remember(Slot slot, long began, Fetched<V> fetched) {
        long freshUntil = ticker.getAsLong() + fetched.keep().toNanos();
        Remembered<V> entry = new Remembered<>(
                Future.succeededFuture(fetched.value()),
                Remembered.OVERHEAD + codec.weight(fetched.value()),
                began,
                freshUntil,
                freshUntil + fetched.stale().toNanos());
        entries.asMap().merge(slot, entry, (old, made) -> old.epoch() > made.epoch() ? old : made);
    }

    private static final class UntilStale<V> implements Expiry<Slot, Remembered<V>> {
        @Override
        public long expireAfterCreate(Slot slot, Remembered<V> entry, long now) {
            return Math.max(0, entry.staleUntil() - now);
        }

        @Override
        public long expireAfterUpdate(Slot slot, Remembered<V> entry, long now, long left) {
            return expireAfterCreate(slot, entry, now);
        }

        @Override
        public long expireAfterRead(Slot slot, Remembered<V> entry, long now, long left) {
            return left;
        }
    }
}
