package dev.postern.gateway.real;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerEvents;
import dev.postern.authorizer.CacheResult;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Purges;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.cache.CacheRealm;
import dev.postern.authorizer.cache.DecisionCache;
import dev.postern.authorizer.cache.Fetched;
import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.cache.ValueCodec;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.authorizer.shared.FleetBoard;
import dev.postern.authorizer.shared.FleetKey;
import dev.postern.authorizer.shared.RedisLink;
import dev.postern.authorizer.shared.RedisStore;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** Gateways that share one Redis, as far as decisions, purges and lock-outs go. Their clock is the test's. */
final class Fleet implements AutoCloseable {

    static final String KEY = "x1Vw3mGkQ0n5e0VJ8sJ0mZ3m3f0nS0C1h8m9yq2b7aE=";
    static final String OTHER_KEY = "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff1";
    static final Duration TTL = Duration.ofMinutes(5);

    private final Vertx vertx;
    private final String url;
    private final List<Runnable> open = new ArrayList<>();
    private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");

    Fleet(Vertx vertx, String url) {
        this.vertx = vertx;
        this.url = url;
    }

    void advance(Duration duration) {
        now = now.plus(duration);
    }

    /** Patient enough for a busy machine. */
    Member member(String key) {
        return new Member(key, Await.PATIENCE);
    }

    /** As patient as a gateway is. */
    Member impatient() {
        return new Member(KEY, RedisLink.PATIENCE);
    }

    @Override
    public void close() {
        open.forEach(Runnable::run);
    }

    /** One gateway. */
    final class Member implements AuthorizerContext, AuthorizerEvents.CacheEvents {
        final PurgeBoard purges = new PurgeBoard(clock());
        final LockoutList lockouts = new LockoutList(clock());
        final AtomicInteger fetches = new AtomicInteger();
        final RedisLink link;
        private final RedisStore store;
        private final SharedResources resources = new SharedResources();
        private final Map<CacheResult, AtomicInteger> counts = new ConcurrentHashMap<>();

        Member(String key, Duration patience) {
            link = new RedisLink(vertx, url, patience);
            RedisLink messages = new RedisLink(vertx, url);
            store = new RedisStore(link, FleetKey.parse(key));
            FleetBoard board = new FleetBoard(vertx, messages, FleetKey.parse(key), purges, lockouts).start();
            open.addAll(List.of(board::close, messages::close, link::close));
        }

        Member up() {
            Await.until("Redis answers", link::isUp);
            return this;
        }

        /** A cache as it is after a start: empty. */
        DecisionCache<String> cache(CacheRealm realm) {
            return DecisionCache.of(this, realm, new Text());
        }

        String get(DecisionCache<String> cache, String token, String made) {
            return get(cache, token, new Fetched<>(made, TTL));
        }

        /** The same, but what is made is kept nowhere. */
        String once(DecisionCache<String> cache, String token, String made) {
            return get(cache, token, Fetched.once(made));
        }

        private String get(DecisionCache<String> cache, String token, Fetched<String> made) {
            return Await.result(cache.get(cache.key(List.of(token), null), () -> {
                fetches.incrementAndGet();
                return Future.succeededFuture(made);
            }));
        }

        int counted(CacheResult result) {
            AtomicInteger count = counts.get(result);
            return count == null ? 0 : count.get();
        }

        @Override
        public void count(CacheResult result) {
            counts.computeIfAbsent(result, r -> new AtomicInteger()).incrementAndGet();
        }

        @Override
        public String name() {
            return "custom";
        }

        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public Clock clock() {
            return new Clock() {
                @Override
                public Instant instant() {
                    return now;
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            };
        }

        @Override
        public LongSupplier ticker() {
            return () -> now.toEpochMilli() * 1_000_000;
        }

        @Override
        public Purges purges() {
            return purges;
        }

        @Override
        public SharedStore sharedStore() {
            return store;
        }

        @Override
        public AuthorizerEvents events() {
            return new AuthorizerEvents() {
                @Override
                public CacheEvents cache(String authorizer) {
                    return Member.this;
                }

                @Override
                public KeyEvents keys(String issuer) {
                    return AuthorizerEvents.NONE.keys(issuer);
                }
            };
        }

        @Override
        public Profile profile() {
            return Profile.POSTERN;
        }

        @Override
        public boolean sendUnverifiedEmail() {
            return false;
        }

        @Override
        public List<String> trust() {
            return List.of();
        }

        @Override
        public SharedResources shared() {
            return resources;
        }

        @Override
        public Authorizer authorizer(String name) {
            return null;
        }
    }

    private static final class Text implements ValueCodec<String> {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
