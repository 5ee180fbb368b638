package dev.postern.authorizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VerificationBudgetTest {

    private static final long MILLI = 1_000_000;

    /** Negative and near its end, as {@link System#nanoTime} may be. */
    private final AtomicLong clock = new AtomicLong(-3_000 * MILLI);

    private final VerificationBudget budget = new VerificationBudget(clock::get, 0);

    /** A check as an authorizer does it: it takes its time, and was wrong. */
    private boolean check(String peer, long took) {
        if (!budget.allows(peer)) {
            return false;
        }
        clock.addAndGet(took);
        budget.failed(peer, took);
        return true;
    }

    /** How many of a flood of bad tokens, one every 100 µs and each from another address, are checked in a second. */
    private long checkedInASecond(long took) {
        long end = clock.get() + 1_000 * MILLI;
        long checked = 0;
        for (int i = 0; clock.get() < end; i++) {
            checked += check("10." + (i >> 8 & 255) + "." + (i & 255) + ".1", took) ? 1 : 0;
            clock.addAndGet(MILLI / 10);
        }
        return checked;
    }

    @Test
    @DisplayName("Bad signatures take at most a quarter of a loop's time, whatever one costs (SR-64)")
    void a_quarter_of_the_time() {
        checkedInASecond(MILLI);
        assertThat(checkedInASecond(MILLI)).isBetween(200L, 260L);
        checkedInASecond(MILLI / 20);
        assertThat(checkedInASecond(MILLI / 20)).isBetween(4_000L, 5_200L);
    }

    @Test
    void at_most_ten_milliseconds_come_at_once_however_long_it_was_quiet() {
        clock.addAndGet(3_600_000 * MILLI);
        int checked = 0;
        while (budget.allows("10.0.0." + checked)) {
            budget.failed("10.0.0." + checked, MILLI);
            checked++;
        }
        assertThat(checked).isEqualTo(10);
        clock.addAndGet(3 * MILLI);
        assertThat(budget.allows("10.0.1.1"))
                .as("three quarters of a millisecond came back")
                .isTrue();
    }

    @Test
    void a_check_during_which_the_thread_had_to_wait_is_not_charged_for_that() {
        budget.failed("10.0.0.1", 500 * MILLI);
        assertThat(budget.allows("10.0.0.1")).isTrue();
        assertThat(budget.allows("10.0.0.2")).isTrue();
    }

    @Test
    void good_signatures_cost_nothing() {
        for (int i = 0; i < 100_000; i++) {
            assertThat(budget.allows("10.0.0.1")).isTrue();
        }
    }

    @Test
    @DisplayName("One address cannot use up what newcomers from elsewhere need (SR-64)")
    void a_peer_has_a_quarter_of_the_budget() {
        long end = clock.get() + 990 * MILLI;
        long spent = 0;
        while (clock.get() < end) {
            spent += check("10.0.0.1", MILLI) ? 1 : 0;
            clock.addAndGet(MILLI);
        }
        assertThat(spent).isBetween(60L, 64L);
        assertThat(budget.allows("10.0.0.1")).isFalse();
        assertThat(budget.allows("10.0.0.2")).as("a newcomer").isTrue();
        clock.addAndGet(1_000 * MILLI);
        assertThat(budget.allows("10.0.0.1")).as("a second later").isTrue();
    }

    @Test
    void a_peer_that_failed_leaves_a_reserve() {
        int checked = 0;
        while (budget.allows("10.0.0.1")) {
            budget.failed("10.0.0.1", MILLI);
            checked++;
        }
        assertThat(checked).isEqualTo(5);
        for (int newcomer = 2; newcomer < 7; newcomer++) {
            assertThat(budget.allows("10.0.0." + newcomer)).isTrue();
            budget.failed("10.0.0." + newcomer, MILLI);
        }
        assertThat(budget.allows("10.0.0.8")).as("then all of it is used").isFalse();
    }

    @Test
    void an_ipv6_network_is_one_peer() {
        for (int i = 0; check("2001:db8:0:7:0:0:0:" + Integer.toHexString(i), MILLI); i++) {
            clock.addAndGet(4 * MILLI);
        }
        assertThat(budget.allows("2001:db8:0:7:ffff:0:0:1")).isFalse();
        assertThat(budget.allows("2001:db8:0:8:0:0:0:1")).isTrue();
    }

    @Test
    void each_thread_has_its_own() throws Exception {
        while (budget.allows("10.0.0.1")) {
            budget.failed("10.0.0.1", MILLI);
        }
        assertThat(budget.allows("10.0.0.1")).isFalse();
        boolean[] allowed = new boolean[1];
        Thread other = new Thread(() -> allowed[0] = budget.allows("10.0.0.1"));
        other.start();
        other.join();
        assertThat(allowed[0]).isTrue();
    }

    @Test
    void without_a_bound_there_is_none() {
        VerificationBudget.UNLIMITED.failed("10.0.0.1", Long.MAX_VALUE);
        assertThat(VerificationBudget.UNLIMITED.allows("10.0.0.1")).isTrue();
    }
}
