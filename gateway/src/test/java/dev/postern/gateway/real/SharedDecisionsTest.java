package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.CacheResult;
import dev.postern.authorizer.cache.CacheRealm;
import dev.postern.authorizer.cache.DecisionCache;
import dev.postern.authorizer.cache.Fetched;
import dev.postern.gateway.testing.Await;
import io.lettuce.core.api.sync.RedisCommands;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decisions that gateways share through a real Redis, and what somebody with access to it can do: nothing. */
@Tag("socket")
@Tag("attack")
class SharedDecisionsTest {

    private static final CacheRealm REALM = new CacheRealm("custom", "settings", "notes", "prod");
    private static final String PATTERN = "*:decision:*";

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private RedisServer redis;
    private Fleet fleet;
    private Fleet.Member first;
    private Fleet.Member second;

    @BeforeEach
    void start() {
        redis = RedisServer.start(directory);
        fleet = new Fleet(vertx, redis.url());
        first = fleet.member(Fleet.KEY).up();
        second = fleet.member(Fleet.KEY).up();
    }

    @AfterEach
    void stop() {
        if (fleet != null) {
            fleet.close();
            redis.close();
        }
        Await.result(vertx.close());
    }

    /** The one name of a decision that is in Redis. */
    private byte[] name() {
        Await.until(
                "one decision is in Redis", () -> redis.commands().keys(PATTERN).size() == 1);
        return redis.commands().keys(PATTERN).get(0);
    }

    private byte[] value() {
        return redis.commands().get(name());
    }

    private void keptByFirst() {
        assertThat(first.get(first.cache(REALM), "token-1", "allow jdoe")).isEqualTo("allow jdoe");
        name();
    }

    @Test
    void what_one_gateway_was_told_another_need_not_ask() {
        keptByFirst();
        assertThat(second.get(second.cache(REALM), "token-1", "not asked")).isEqualTo("allow jdoe");
        assertThat(second.fetches).hasValue(0);
        assertThat(second.counted(CacheResult.SHARED_HIT)).isEqualTo(1);
        assertThat(first.counted(CacheResult.SHARED_MISS)).isEqualTo(1);
    }

    @Test
    @DisplayName("a shared decision ends when it would have ended where it was made (SR-111)")
    void a_shared_decision_ends_when_it_would_have_ended() {
        keptByFirst();
        fleet.advance(Fleet.TTL.minusSeconds(1));
        DecisionCache<String> cache = second.cache(REALM);
        assertThat(second.get(cache, "token-1", "not asked")).isEqualTo("allow jdoe");
        fleet.advance(Duration.ofSeconds(1));
        assertThat(second.get(cache, "token-1", "anew")).isEqualTo("anew");
    }

    @Test
    @DisplayName("nothing in Redis shows a credential, a decision or an authorizer (SR-112, SR-155)")
    void nothing_in_redis_shows_a_credential() {
        keptByFirst();
        String everything =
                new String(name(), StandardCharsets.ISO_8859_1) + new String(value(), StandardCharsets.ISO_8859_1);
        assertThat(everything).doesNotContain("token", "jdoe", "custom", "notes");
        assertThat(redis.commands().pttl(name())).isBetween(1L, Fleet.TTL.toMillis());
    }

    @Test
    @DisplayName("an entry copied under another key is not believed (SR-155)")
    void an_entry_copied_under_another_key_is_not_believed() {
        keptByFirst();
        byte[] jdoe = value();
        redis.commands().flushall();
        first.get(first.cache(REALM), "token-2", "deny mallory");
        redis.commands().set(name(), jdoe);
        assertThat(second.get(second.cache(REALM), "token-2", "asked again")).isEqualTo("asked again");
        assertThat(second.counted(CacheResult.SHARED_FAULT)).isEqualTo(1);
    }

    @Test
    @DisplayName("an old entry that is put back after its time is not believed (SR-155)")
    void an_old_entry_put_back_after_its_time_is_not_believed() {
        keptByFirst();
        byte[] old = value();
        fleet.advance(Fleet.TTL);
        redis.commands().set(name(), old);
        assertThat(second.get(second.cache(REALM), "token-1", "anew")).isEqualTo("anew");
        assertThat(second.counted(CacheResult.SHARED_HIT)).isZero();
    }

    @Test
    @DisplayName("an old entry that is put back after a purge is not believed, here and in the fleet (SR-155)")
    void an_old_entry_put_back_after_a_purge_is_not_believed() {
        keptByFirst();
        byte[] old = value();
        byte[] name = name();
        first.purges.purge("custom");
        redis.commands().set(name, old);
        assertThat(first.once(first.cache(REALM), "token-1", "anew")).isEqualTo("anew");
        Await.until(
                "the purge is known to the other gateway",
                () -> second.purges.epoch("custom").getAsLong() > 0);
        redis.commands().set(name, old);
        assertThat(second.once(second.cache(REALM), "token-1", "anew, too")).isEqualTo("anew, too");
        assertThat(second.counted(CacheResult.SHARED_HIT)).isZero();
    }

    @Test
    @DisplayName("whatever byte of an entry is changed, it is not believed, and that is counted (SR-155)")
    void whatever_byte_of_an_entry_is_changed_it_is_not_believed() {
        keptByFirst();
        byte[] name = name();
        byte[] good = value();
        RedisCommands<byte[], byte[]> commands = redis.commands();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            commands.set(name, bad);
            assertThat(second.once(second.cache(REALM), "token-1", "asked")).isEqualTo("asked");
            assertThat(second.counted(CacheResult.SHARED_FAULT))
                    .as("byte %d", i)
                    .isEqualTo(i + 1);
        }
        for (byte[] odd : new byte[][] {{}, {1}, "allow".getBytes(StandardCharsets.US_ASCII)}) {
            commands.set(name, odd);
            assertThat(second.once(second.cache(REALM), "token-1", "asked")).isEqualTo("asked");
        }
        commands.del(name);
        commands.lpush(name, good);
        assertThat(second.once(second.cache(REALM), "token-1", "asked")).isEqualTo("asked");
        assertThat(second.counted(CacheResult.SHARED_HIT)).isZero();
        assertThat(second.link.isUp()).isTrue();
    }

    @Test
    @DisplayName(
            "gateways with other settings, another API, stage or key share nothing, even by copying (SR-107, SR-155)")
    void gateways_with_other_settings_share_nothing() {
        Fleet.Member stranger = fleet.member(Fleet.OTHER_KEY).up();
        List<CacheRealm> realms = List.of(
                new CacheRealm("custom", "other settings", "notes", "prod"),
                new CacheRealm("custom", "settings", "todos", "prod"),
                new CacheRealm("custom", "settings", "notes", "test"),
                new CacheRealm("other", "settings", "notes", "prod"));
        keptByFirst();
        byte[] entry = value();
        byte[] original = name();
        for (CacheRealm realm : realms) {
            assertThat(second.get(second.cache(realm), "token-1", "own")).isEqualTo("own");
        }
        assertThat(stranger.get(stranger.cache(REALM), "token-1", "own")).isEqualTo("own");
        Await.until("all are kept", () -> redis.commands().keys(PATTERN).size() == realms.size() + 2);
        for (byte[] name : redis.commands().keys(PATTERN)) {
            if (!Arrays.equals(name, original)) {
                redis.commands().set(name, entry);
            }
        }
        for (CacheRealm realm : realms) {
            assertThat(second.get(second.cache(realm), "token-1", "own")).isEqualTo("own");
        }
        assertThat(stranger.get(stranger.cache(REALM), "token-1", "own")).isEqualTo("own");
        assertThat(second.counted(CacheResult.SHARED_HIT) + stranger.counted(CacheResult.SHARED_HIT))
                .isZero();
        assertThat(second.counted(CacheResult.SHARED_FAULT)).isEqualTo(realms.size());
        assertThat(stranger.counted(CacheResult.SHARED_FAULT)).isEqualTo(1);
    }

    @Test
    void a_redis_that_is_stopped_under_load_is_waited_for_once_and_used_again_when_it_answers() {
        Fleet.Member impatient = fleet.impatient().up();
        DecisionCache<String> cache = impatient.cache(REALM);
        redis.freeze();
        try {
            List<Future<String>> burst = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                String token = "burst-" + i;
                burst.add(cache.get(
                        cache.key(List.of(token), null),
                        () -> Future.succeededFuture(new Fetched<>(token, Fleet.TTL))));
            }
            for (int i = 0; i < burst.size(); i++) {
                assertThat(Await.result(burst.get(i))).isEqualTo("burst-" + i);
            }
            assertThat(impatient.counted(CacheResult.SHARED_DOWN)).isEqualTo(1_000);
            assertThat(impatient.link.isUp()).isFalse();
            for (int i = 0; i < 1_000; i++) {
                // Nobody waits any more: the answer is there at once.
                Future<byte[]> asked = impatient.link.ask(commands -> commands.get(new byte[1]));
                assertThat(asked.failed()).isTrue();
            }
            assertThat(impatient.get(cache, "later", "made here")).isEqualTo("made here");
        } finally {
            redis.thaw();
        }
        impatient.up();
        first.get(first.cache(REALM), "after", "allow");
        name();
        Await.until("it is found", () -> {
            impatient.get(impatient.cache(REALM), "after", "asked");
            return impatient.counted(CacheResult.SHARED_HIT) > 0;
        });
    }

    @Test
    void a_redis_that_is_killed_and_comes_back_empty_is_used_again() {
        keptByFirst();
        redis.kill();
        Await.until("the link is down", () -> !second.link.isUp());
        assertThat(second.get(second.cache(REALM), "token-1", "made here")).isEqualTo("made here");
        redis.run();
        second.up();
        first.up();
        first.get(first.cache(REALM), "token-3", "allow");
        Await.until("it is found", () -> "allow".equals(second.get(second.cache(REALM), "token-3", "asked")));
    }
}
