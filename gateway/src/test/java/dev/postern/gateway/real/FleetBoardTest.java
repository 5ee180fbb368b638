package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.testing.Await;
import io.lettuce.core.api.sync.RedisCommands;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Purges and lock-outs that one gateway of a fleet is told of reach the others. */
@Tag("socket")
class FleetBoardTest {

    private static final Instant UNTIL = Instant.parse("2030-01-31T12:00:00Z");

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

    private static LockoutEntry entry(String sub) {
        return new LockoutEntry(Claim.SUB, sub, "https://issuer.example.com/", UNTIL, "laptop stolen");
    }

    private void held(Fleet.Member member, String sub, boolean held) {
        Await.until(sub + " is held: " + held, () -> isHeld(member, sub) == held);
    }

    private static boolean isHeld(Fleet.Member member, String sub) {
        return member.lockouts.entries().stream()
                .anyMatch(listed -> listed.entry().value().equals(sub));
    }

    @Test
    @DisplayName("a lock-out and its release reach every gateway of the fleet, once and for all (SR-119)")
    void a_lock_out_and_its_release_reach_every_gateway() {
        first.lockouts.add(entry("jdoe"));
        held(second, "jdoe", true);
        assertThat(second.lockouts.entries())
                .containsExactly(new LockoutList.Listed(entry("jdoe"), LockoutList.Source.ADMIN));
        second.lockouts.remove(entry("jdoe"));
        held(first, "jdoe", false);
        first.lockouts.add(entry("jdoe"));
        held(second, "jdoe", true);
    }

    @Test
    void a_gateway_that_starts_later_learns_what_was_said_before() {
        first.lockouts.add(entry("jdoe"));
        held(second, "jdoe", true);
        Fleet.Member third = fleet.member(Fleet.KEY);
        held(third, "jdoe", true);
    }

    @Test
    @DisplayName("what was said while Redis was away, and what it lost, is posted when it comes back")
    void what_was_said_while_redis_was_away_is_posted() {
        first.lockouts.add(entry("before"));
        held(second, "before", true);
        redis.kill();
        Await.until("Redis is missed", () -> !first.link.isUp());
        first.lockouts.add(entry("meanwhile"));
        first.purges.purge("custom");
        assertThat(isHeld(first, "meanwhile")).isTrue();
        second.purges.epoch("custom");
        redis.run();
        held(second, "meanwhile", true);
        Await.until("the purge is known", () -> second.purges.epoch("custom").getAsLong() > 0);
        Fleet.Member third = fleet.member(Fleet.KEY);
        held(third, "before", true);
    }

    @Test
    @DisplayName("who can write to Redis cannot release anybody, lock anybody out, or take back a purge (SR-155)")
    void who_can_write_to_redis_cannot_release_anybody() {
        first.lockouts.add(entry("jdoe"));
        held(second, "jdoe", true);
        first.purges.purge("*");
        Await.until("the purge is known", () -> second.purges.epoch("x").getAsLong() > 0);
        long purged = second.purges.epoch("x").getAsLong();
        RedisCommands<byte[], byte[]> commands = redis.commands();
        for (byte[] key : commands.keys("*")) {
            if (!commands.type(key).equals("hash")) {
                continue;
            }
            Map<byte[], byte[]> posted = commands.hgetall(key);
            posted.forEach((field, value) -> {
                assertThat(new String(value, StandardCharsets.ISO_8859_1)).doesNotContain("jdoe");
                value[value.length - 1] ^= 1;
                commands.hset(key, field, value);
                commands.hset(key, "another".getBytes(StandardCharsets.US_ASCII), value);
            });
        }
        // The gateways find their messages spoiled and post them again.
        second.lockouts.add(entry("asmith"));
        held(first, "asmith", true);
        Fleet.Member third = fleet.member(Fleet.KEY);
        held(third, "jdoe", true);
        assertThat(isHeld(first, "jdoe") && isHeld(second, "jdoe")).isTrue();
        assertThat(first.lockouts.entries()).hasSize(2);
        assertThat(second.purges.epoch("x").getAsLong()).isEqualTo(purged);
    }

    @Test
    @DisplayName("a fleet with another key on the same Redis hears nothing (SR-155)")
    void a_fleet_with_another_key_hears_nothing() {
        Fleet.Member stranger = fleet.member(Fleet.OTHER_KEY).up();
        first.lockouts.add(entry("jdoe"));
        first.purges.purge("*");
        held(second, "jdoe", true);
        stranger.lockouts.add(entry("mine"));
        Fleet.Member friend = fleet.member(Fleet.OTHER_KEY);
        held(friend, "mine", true);
        assertThat(isHeld(friend, "jdoe") || isHeld(stranger, "jdoe")).isFalse();
        assertThat(stranger.purges.epoch("x").getAsLong()).isZero();
    }

    @Test
    void an_ended_lock_out_leaves_the_board() {
        first.lockouts.add(new LockoutEntry(Claim.JTI, "one", null, Instant.parse("2026-11-20T13:00:00Z"), null));
        held(second, "one", true);
        fleet.advance(Duration.ofHours(2));
        second.lockouts.add(entry("jdoe"));
        held(first, "jdoe", true);
        RedisCommands<byte[], byte[]> commands = redis.commands();
        Await.until("one message is left", () -> commands.keys("*lockouts").stream()
                .allMatch(key -> commands.hlen(key) == 1));
        assertThat(first.lockouts.holds(
                        new CredentialNames("https://issuer.example.com/", "jdoe", null, null, java.util.List.of()),
                        Instant.parse("2026-11-20T14:00:00Z").toEpochMilli()))
                .isTrue();
    }
}
