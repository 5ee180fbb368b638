package dev.postern.function.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.limit.CircuitBreaker.State;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CircuitBreakerTest {

    private static final Outcome GOOD = new Outcome.Returned(Buffer.buffer("{}"));
    private static final Outcome RAISED = new Outcome.Raised("Error", "Unauthorized", Buffer.buffer("{}"));
    private static final Outcome LOST = failed(Fault.UNREACHABLE);

    private final AtomicLong now = new AtomicLong(-5);
    private final CircuitBreaker breaker =
            new CircuitBreaker("auth", new CircuitBreaker.Settings(3, Duration.ofSeconds(5)), now::get);

    private static Outcome failed(Fault fault) {
        return new Outcome.Failed(fault, "told");
    }

    private void end(Outcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            long pass = breaker.pass();
            assertThat(pass).isNotEqualTo(CircuitBreaker.REFUSED);
            breaker.ended(pass, outcome);
        }
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void it_opens_after_so_many_faults_in_a_row() {
        end(LOST, 2);
        end(GOOD, 1);
        end(LOST, 2);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        end(LOST, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        assertThat(breaker.pass()).isEqualTo(CircuitBreaker.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void only_transport_faults_open_it(Fault fault) {
        end(failed(fault), 3);
        boolean transport = EnumSet.of(Fault.UNREACHABLE, Fault.TIMEOUT, Fault.ENDPOINT_ERROR)
                .contains(fault);
        assertThat(breaker.state()).isEqualTo(transport ? State.OPEN : State.CLOSED);
    }

    @Test
    void what_the_function_says_is_an_answer_and_ends_a_row_of_faults() {
        for (Outcome answer : List.of(GOOD, RAISED, failed(Fault.MALFORMED), failed(Fault.REFUSED))) {
            end(LOST, 2);
            end(answer, 1);
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void after_the_pause_a_single_probe_passes_and_closes_it() {
        end(LOST, 3);
        later(Duration.ofMillis(4999));
        assertThat(breaker.pass()).isEqualTo(CircuitBreaker.REFUSED);
        later(Duration.ofMillis(1));
        long probe = breaker.pass();
        assertThat(probe).isNotEqualTo(CircuitBreaker.REFUSED);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertThat(breaker.pass()).isEqualTo(CircuitBreaker.REFUSED);
        breaker.ended(probe, RAISED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        end(LOST, 2);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void a_probe_in_vain_opens_it_for_another_pause() {
        end(LOST, 3);
        later(Duration.ofSeconds(5));
        end(LOST, 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        later(Duration.ofMillis(4999));
        assertThat(breaker.refuses()).isTrue();
        later(Duration.ofMillis(1));
        assertThat(breaker.refuses()).isFalse();
    }

    @Test
    void a_probe_that_never_reached_the_transport_leaves_the_next_one_to_probe() {
        end(LOST, 3);
        later(Duration.ofSeconds(5));
        end(failed(Fault.BUSY), 1);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        end(GOOD, 1);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void results_of_invocations_from_before_it_opened_do_not_count() {
        long early = breaker.pass();
        end(LOST, 3);
        breaker.ended(early, GOOD);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        later(Duration.ofSeconds(5));
        long probe = breaker.pass();
        breaker.ended(early, LOST);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.ended(probe, GOOD);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }
}
