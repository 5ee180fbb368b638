package dev.postern.authorizer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.CacheResult;
import dev.postern.authorizer.SharedResources;
import dev.postern.authorizer.testing.TestContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DecisionCacheTest {

    static final ValueCodec<String> TEXT = new ValueCodec<>() {
        @Override
        public byte[] encode(String value) {
            return value.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String decode(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    };

    private static final Vertx VERTX = Vertx.vertx();
    private static final CacheRealm REALM = new CacheRealm("custom", "settings", "notes", "prod");
    private static final Duration TTL = Duration.ofMinutes(5);

    private final TestContext context = new TestContext(VERTX);
    private final AtomicInteger fetches = new AtomicInteger();
    private final AtomicLong purged = new AtomicLong();
    private final DecisionCache<String> cache = cache(100_000);
    private final CacheKey key = cache.key(List.of("token"), null);

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private DecisionCache<String> cache(long weight) {
        context.purges = authorizer -> purged::get;
        return DecisionCache.of(context, REALM, TEXT, weight);
    }

    private Supplier<Future<Fetched<String>>> making(Fetched<String> fetched) {
        return () -> {
            fetches.incrementAndGet();
            return Future.succeededFuture(fetched);
        };
    }

    private String get(String made, Duration keep) {
        return cache.get(key, making(new Fetched<>(made, keep))).await();
    }

    private int count(CacheResult result) {
        return context.events.count(result);
    }

    @Test
    void what_was_made_is_remembered_for_its_time_and_no_longer() {
        assertThat(get("first", TTL)).isEqualTo("first");
        context.clock.advance(TTL.minusMillis(1));
        assertThat(get("second", TTL)).isEqualTo("first");
        context.clock.advance(Duration.ofMillis(1));
        assertThat(get("third", TTL)).isEqualTo("third");
        assertThat(count(CacheResult.HIT)).isEqualTo(1);
        assertThat(count(CacheResult.MISS)).isEqualTo(2);
    }

    @Test
    void what_may_not_be_kept_is_made_again() {
        get("first", Duration.ZERO);
        assertThat(get("second", Duration.ZERO)).isEqualTo("second");
        assertThat(cache.size()).isZero();
    }

    @Test
    @DisplayName("a clock that is set back lengthens nothing (SR-111)")
    void a_clock_that_is_set_back_lengthens_nothing() {
        AtomicLong ticks = new AtomicLong(Long.MAX_VALUE - 1_000);
        context.ticker = ticks::get;
        DecisionCache<String> timed = cache(100_000);
        timed.get(key, making(new Fetched<>("first", Duration.ofSeconds(10)))).await();
        context.clock.advance(Duration.ofDays(-1));
        // The ticker may wrap around; what counts is the difference.
        ticks.addAndGet(Duration.ofSeconds(9).toNanos());
        assertThat(timed.get(key, making(new Fetched<>("second", TTL))).await()).isEqualTo("first");
        ticks.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(timed.get(key, making(new Fetched<>("third", TTL))).await()).isEqualTo("third");
    }

    @Test
    void nothing_is_kept_longer_than_an_hour() {
        get("first", Duration.ofDays(1));
        context.clock.advance(Duration.ofHours(1));
        assertThat(get("second", TTL)).isEqualTo("second");
    }

    @Test
    @DisplayName("ten thousand who ask at once cause one fetch (SR-110)")
    void ten_thousand_who_ask_at_once_cause_one_fetch() throws InterruptedException {
        int callers = 10_000;
        Promise<Fetched<String>> answer = Promise.promise();
        CountDownLatch asked = new CountDownLatch(callers);
        CountDownLatch told = new CountDownLatch(callers);
        Set<String> values = ConcurrentHashMap.newKeySet();
        AtomicInteger astray = new AtomicInteger();
        for (int i = 0; i < callers; i++) {
            var loop = ((VertxInternal) VERTX).createEventLoopContext();
            loop.runOnContext(v -> {
                cache.get(cache.key(List.of("token"), null), () -> {
                            fetches.incrementAndGet();
                            return answer.future();
                        })
                        .onComplete(result -> {
                            values.add(result.result());
                            if (Vertx.currentContext() != loop) {
                                astray.incrementAndGet();
                            }
                            told.countDown();
                        });
                asked.countDown();
            });
        }
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        answer.complete(new Fetched<>("one", TTL));
        assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(fetches).hasValue(1);
        assertThat(values).containsExactly("one");
        assertThat(astray).hasValue(0);
        assertThat(count(CacheResult.JOINED)).isEqualTo(callers - 1);
    }

    @Test
    @DisplayName("who asks with another key at the same time does not share the answer (SR-110)")
    void who_asks_with_another_key_does_not_share_the_answer() {
        Promise<Fetched<String>> first = Promise.promise();
        Promise<Fetched<String>> second = Promise.promise();
        Future<String> one = cache.get(cache.key(List.of("token-1", "a"), null), first::future);
        Future<String> other = cache.get(cache.key(List.of("token-2", "a"), null), second::future);
        second.complete(new Fetched<>("of the second", TTL));
        assertThat(one.isComplete()).isFalse();
        first.complete(new Fetched<>("of the first", TTL));
        assertThat(one.await()).isEqualTo("of the first");
        assertThat(other.await()).isEqualTo("of the second");
    }

    @Test
    void a_failure_reaches_all_who_wait_and_is_not_kept() {
        Promise<Fetched<String>> answer = Promise.promise();
        Future<String> leader = cache.get(key, answer::future);
        Future<String> follower = cache.get(key, answer::future);
        answer.fail("broken");
        assertThat(leader.cause()).hasMessage("broken");
        assertThat(follower.cause()).hasMessage("broken");
        assertThat(get("next", TTL)).isEqualTo("next");
    }

    @Test
    void a_fetch_that_throws_or_gives_nothing_is_a_failure_and_blocks_nobody() {
        assertThat(cache.get(key, () -> {
                            throw new IllegalStateException("bug");
                        })
                        .cause())
                .hasMessage("bug");
        assertThat(cache.get(key, () -> null).failed()).isTrue();
        assertThat(cache.get(key, Future::succeededFuture).failed()).isTrue();
        assertThat(get("next", TTL)).isEqualTo("next");
    }

    @Test
    void past_its_time_it_is_served_while_one_fetch_makes_it_anew() {
        cache.get(key, making(new Fetched<>("old", TTL, Duration.ofSeconds(30))))
                .await();
        context.clock.advance(TTL.plusSeconds(1));
        Promise<Fetched<String>> renewal = Promise.promise();
        assertThat(cache.get(key, renewal::future).await()).isEqualTo("old");
        assertThat(cache.get(key, making(new Fetched<>("not asked", TTL))).await())
                .isEqualTo("old");
        renewal.complete(new Fetched<>("new", TTL));
        assertThat(get("not asked", TTL)).isEqualTo("new");
        assertThat(fetches).hasValue(1);
        assertThat(count(CacheResult.STALE)).isEqualTo(2);
    }

    @Test
    void a_renewal_that_fails_leaves_the_old_until_its_end() {
        cache.get(key, making(new Fetched<>("old", TTL, Duration.ofSeconds(30))))
                .await();
        context.clock.advance(TTL.plusSeconds(29));
        assertThat(cache.get(key, () -> Future.failedFuture("down")).await()).isEqualTo("old");
        assertThat(cache.get(key, () -> Future.failedFuture("down")).await()).isEqualTo("old");
        context.clock.advance(Duration.ofSeconds(1));
        assertThat(cache.get(key, () -> Future.failedFuture("down")).cause()).hasMessage("down");
    }

    @Test
    void a_renewal_that_may_not_be_kept_ends_the_old() {
        cache.get(key, making(new Fetched<>("allow", TTL, Duration.ofSeconds(30))))
                .await();
        context.clock.advance(TTL.plusSeconds(1));
        assertThat(cache.get(key, making(Fetched.once("unauthorized"))).await()).isEqualTo("allow");
        assertThat(cache.get(key, making(Fetched.once("unauthorized"))).await()).isEqualTo("unauthorized");
    }

    @Test
    @DisplayName("a purge ends what was remembered, and what was under way is not kept (SR-119)")
    void a_purge_ends_what_was_remembered_and_what_was_under_way() {
        get("first", TTL);
        purged.incrementAndGet();
        Promise<Fetched<String>> before = Promise.promise();
        Future<String> early = cache.get(key, before::future);
        purged.incrementAndGet();
        Future<String> late = cache.get(key, making(new Fetched<>("after", TTL)));
        assertThat(late.await()).isEqualTo("after");
        before.complete(new Fetched<>("before", TTL));
        assertThat(early.await()).isEqualTo("before");
        assertThat(get("not asked", TTL)).isEqualTo("after");
        purged.incrementAndGet();
        assertThat(get("again", TTL)).isEqualTo("again");
    }

    @Test
    @DisplayName("weight is bounded and evictions are counted (SR-65)")
    void weight_is_bounded_and_evictions_are_counted() {
        DecisionCache<String> small = cache(10_000);
        for (int i = 0; i < 1_000; i++) {
            small.get(small.key(List.of("t" + i), null), making(new Fetched<>("x".repeat(800), TTL)))
                    .await();
        }
        assertThat(small.size()).isBetween(1L, 10L);
        assertThat(count(CacheResult.EVICTED)).isGreaterThanOrEqualTo(990);
    }

    @Test
    @DisplayName("a reload keeps entries of equal settings and drops the others (SR-107, SR-118)")
    void a_reload_keeps_entries_of_equal_settings_and_drops_the_others() {
        CacheRealm changed = new CacheRealm("custom", "other settings", "notes", "prod");
        SharedResources.Hold<DecisionCache<String>> old = DecisionCache.hold(context, REALM, TEXT);
        old.get().get(key, making(new Fetched<>("first", TTL))).await();
        SharedResources.Hold<DecisionCache<String>> same = DecisionCache.hold(context, REALM, TEXT);
        SharedResources.Hold<DecisionCache<String>> other = DecisionCache.hold(context, changed, TEXT);
        old.close();
        assertThat(same.get().peek(same.get().key(List.of("token"), null))).isEqualTo("first");
        assertThat(other.get().peek(other.get().key(List.of("token"), null))).isNull();
        assertThat(other.get().peek(key)).isNull();
        same.close();
        assertThat(DecisionCache.hold(context, REALM, TEXT).get().peek(key)).isNull();
    }

    @Test
    @DisplayName("nothing of a credential is kept as a key (SR-112)")
    void nothing_of_a_credential_is_kept_as_a_key() {
        List<Object> kept = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            kept.add(Slot.of(Hmac.ofThisProcess().of(key.digest())));
        }
        assertThat(kept.get(0)).isNotEqualTo(kept.get(1));
        assertThat(key.toString()).doesNotContain("token");
    }
}
