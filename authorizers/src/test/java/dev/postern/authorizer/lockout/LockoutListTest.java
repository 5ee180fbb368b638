package dev.postern.authorizer.lockout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.postern.authorizer.CredentialNames;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import dev.postern.authorizer.lockout.LockoutList.Source;
import dev.postern.authorizer.testing.TestClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LockoutListTest {

    private static final CredentialNames JDOE =
            new CredentialNames("https://login.example.com/", "jdoe", "t-1", "o-1", List.of("app"));

    private final TestClock clock = new TestClock();
    private final LockoutList list = new LockoutList(clock);

    private static LockoutEntry sub(String value, int seconds) {
        return new LockoutEntry(Claim.SUB, value, null, TestClock.START.plusSeconds(seconds), null);
    }

    private boolean holds() {
        return list.holds(JDOE, clock.millis());
    }

    @Test
    @DisplayName("Adding and removing twice is the same as once (SR-119)")
    void calls_are_idempotent() {
        assertThat(list.add(sub("jdoe", 60))).isTrue();
        assertThat(list.add(sub("jdoe", 60))).isTrue();
        assertThat(list.entries()).hasSize(1);
        assertThat(holds()).isTrue();
        assertThat(list.remove(sub("jdoe", 60))).isTrue();
        assertThat(list.remove(sub("jdoe", 60))).isTrue();
        assertThat(holds()).isFalse();
    }

    @Test
    void adding_again_moves_the_end_both_ways() {
        list.add(sub("jdoe", 60));
        list.add(sub("jdoe", 10));
        clock.advance(Duration.ofSeconds(11));
        assertThat(holds()).isFalse();
        list.add(sub("jdoe", 60));
        assertThat(holds()).isTrue();
    }

    @Test
    void a_file_replaces_what_the_file_said_and_nothing_else() {
        list.add(sub("jdoe", 60));
        list.replaceFile(List.of(sub("mallory", 60)));
        assertThat(list.size(Source.FILE)).isEqualTo(1);
        assertThat(list.size(Source.ADMIN)).isEqualTo(1);
        list.replaceFile(List.of());
        assertThat(holds()).isTrue();
        assertThat(list.entries()).extracting(LockoutList.Listed::source).containsExactly(Source.ADMIN);
    }

    @Test
    void an_administrator_cannot_release_whom_the_file_holds() {
        list.replaceFile(List.of(sub("jdoe", 60)));
        assertThat(list.remove(sub("jdoe", 1))).isFalse();
        assertThat(holds()).isTrue();
        clock.advance(Duration.ofSeconds(60));
        assertThat(list.remove(sub("jdoe", 1))).as("the file's entry has ended").isTrue();
    }

    @Test
    void the_list_is_bounded_and_ended_entries_make_room() {
        for (int i = 0; i < LockoutList.MAX_ENTRIES; i++) {
            assertThat(list.add(sub("user-" + i, i == 0 ? 10 : 60))).isTrue();
        }
        assertThat(list.add(sub("jdoe", 60))).isFalse();
        assertThat(holds()).isFalse();
        assertThat(list.add(sub("user-5", 120))).as("one that is there already").isTrue();
        clock.advance(Duration.ofSeconds(10));
        assertThat(list.add(sub("jdoe", 60))).isTrue();
        assertThat(holds()).isTrue();
        List<LockoutEntry> tooMany = IntStream.rangeClosed(0, LockoutList.MAX_ENTRIES)
                .mapToObj(i -> sub("user-" + i, 60))
                .toList();
        assertThatThrownBy(() -> list.replaceFile(tooMany)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void looking_up_allocates_nothing() {
        list.add(sub("mallory", 60));
        list.add(new LockoutEntry(Claim.CLIENT_ID, "other", null, TestClock.START.plusSeconds(60), null));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long now = clock.millis();
        boolean any = false;
        long bytes = 0;
        for (int round = 0; round < 3; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                any |= list.holds(JDOE, now);
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(any).isFalse();
        assertThat(bytes).isLessThan(2_000);
    }

    @Test
    @DisplayName("Of what administrators of two gateways said the later counts, whatever order it comes in (SR-119)")
    void the_later_word_counts() {
        LockoutList other = new LockoutList(clock);
        list.add(sub("jdoe", 60));
        List<LockoutChange> before = list.changes();
        assertThat(other.learn(before)).hasSize(1);
        assertThat(other.learn(before)).isEmpty();
        long revision = other.revision();
        other.remove(sub("jdoe", 60));
        assertThat(other.revision()).isGreaterThan(revision);
        assertThat(other.learn(before)).isEmpty();
        assertThat(other.entries()).isEmpty();
        assertThat(list.learn(other.changes())).hasSize(1);
        assertThat(holds()).isFalse();
        list.add(sub("jdoe", 30));
        assertThat(other.learn(list.changes())).hasSize(1);
        assertThat(other.entries()).hasSize(1);
    }

    @Test
    void a_release_is_remembered_as_long_as_the_entry_would_have_lasted() {
        list.add(sub("jdoe", 60));
        list.remove(sub("jdoe", 0));
        assertThat(list.changes()).hasSize(1).allMatch(LockoutChange::released);
        clock.advance(Duration.ofSeconds(60));
        assertThat(list.changes()).isEmpty();
    }
}
