package dev.postern.authorizer.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestEvents;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TokenCacheTest {

    private record Held(String what, long expiresAtMillis, int weight) implements TokenCache.Entry {}

    private final TestClock clock = new TestClock();
    private final TestEvents events = new TestEvents();
    private final TokenCache<Held> cache = new TokenCache<>("users\nsettings", clock, events.cache("users"), 10_000);

    private Held held(String what, Duration life) {
        return new Held(what, clock.instant().plus(life).toEpochMilli(), 1_000);
    }

    @Test
    @DisplayName("an entry is found under its token and generation only (SR-165)")
    void an_entry_is_found_under_its_token_and_generation_only() {
        TokenKey key = cache.key("token", 1);
        cache.put(key, held("a", Duration.ofMinutes(5)));
        assertThat(cache.get(cache.key("token", 1)).what()).isEqualTo("a");
        assertThat(cache.get(cache.key("token", 2))).isNull();
        assertThat(cache.get(cache.key("token.", 1))).isNull();
        assertThat(cache.get(cache.key("", 1))).isNull();
        assertThat(events.hits).hasValue(1);
        assertThat(events.misses).hasValue(3);
    }

    @Test
    @DisplayName("two authorizers and two processes never share a key (SR-107, SR-165)")
    void two_authorizers_and_two_processes_never_share_a_key() {
        Set<TokenKey> keys = new HashSet<>();
        keys.add(cache.key("token", 1));
        keys.add(new TokenCache<Held>("users\nsettings", clock, events.cache("u")).key("token", 1));
        keys.add(new TokenCache<Held>("others\nsettings", clock, events.cache("u")).key("token", 1));
        assertThat(keys).hasSize(3);
    }

    @Test
    @DisplayName("texts beyond one byte never meet those within (SR-109)")
    void texts_beyond_one_byte_never_meet_those_within() {
        assertThat(cache.key("\u0141.b.c", 1)).isNotEqualTo(cache.key("A.b.c", 1));
    }

    @Test
    @DisplayName("an entry ends with its token (SR-111)")
    void an_entry_ends_with_its_token() {
        TokenKey key = cache.key("token", 1);
        cache.put(key, held("a", Duration.ofSeconds(30)));
        clock.advance(Duration.ofSeconds(29));
        assertThat(cache.get(key)).isNotNull();
        clock.advance(Duration.ofSeconds(2));
        assertThat(cache.get(key)).isNull();
        assertThat(cache.size()).isZero();
    }

    @Test
    @DisplayName("weight is bounded and evictions are reported (SR-65)")
    void weight_is_bounded_and_evictions_are_reported() {
        for (int i = 0; i < 1_000; i++) {
            cache.put(cache.key("token" + i, 1), held("a", Duration.ofHours(1)));
        }
        assertThat(cache.size()).isBetween(1L, 10L);
        assertThat(events.evictions.get()).isGreaterThanOrEqualTo(990);
    }

    @Test
    void a_refusal_is_kept_for_ten_seconds_under_its_generation() {
        cache.refuse(cache.key("bad", 1));
        assertThat(cache.isRefused(cache.key("bad", 1))).isTrue();
        assertThat(cache.isRefused(cache.key("bad", 2))).isFalse();
        assertThat(cache.isRefused(cache.key("good", 1))).isFalse();
        clock.advance(Duration.ofSeconds(11));
        assertThat(cache.isRefused(cache.key("bad", 1))).isFalse();
    }

    @Test
    @DisplayName("keys show nothing of the token (SR-112)")
    void keys_show_nothing_of_the_token() {
        assertThat(cache.key("secret-token", 1).toString()).doesNotContain("secret");
    }
}
