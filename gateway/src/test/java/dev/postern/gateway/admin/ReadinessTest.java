package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizerState;
import dev.postern.gateway.admin.ReadyState.Phase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private static final AuthorizerState FINE = AuthorizerState.READY;
    private static final AuthorizerState NEVER = new AuthorizerState(false, false, "no keys");
    private static final AuthorizerState LOST = new AuthorizerState(true, false, "keys too old");

    private Instant now = Instant.parse("2026-11-20T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };
    private final Readiness readiness = new Readiness(clock, Duration.ofSeconds(30));

    @Test
    void a_gateway_that_does_not_listen_is_not_ready() {
        assertThat(phase(Map.of("users", FINE))).isEqualTo(Phase.STARTING);
        readiness.listening();
        assertThat(phase(Map.of("users", FINE))).isEqualTo(Phase.READY);
    }

    @Test
    void a_gateway_without_authorizers_of_its_own_is_ready_once_it_listens() {
        readiness.listening();
        assertThat(phase(Map.of())).isEqualTo(Phase.READY);
    }

    @Test
    void every_authorizer_must_have_decided_once() {
        readiness.listening();
        assertThat(phase(Map.of("users", FINE, "partners", NEVER))).isEqualTo(Phase.STARTING);
        assertThat(phase(Map.of("users", LOST, "partners", FINE))).isEqualTo(Phase.READY);
    }

    @Test
    void after_the_patience_one_that_can_decide_is_enough() {
        readiness.listening();
        Map<String, AuthorizerState> one = Map.of("users", FINE, "partners", NEVER);
        now = now.plusMillis(29_999);
        assertThat(phase(one)).isEqualTo(Phase.STARTING);
        now = now.plusMillis(1);
        assertThat(phase(Map.of("users", LOST, "partners", NEVER))).isEqualTo(Phase.STARTING);
        assertThat(phase(Map.of("partners", NEVER))).isEqualTo(Phase.STARTING);
        assertThat(phase(one)).isEqualTo(Phase.READY);
    }

    @Test
    void a_later_outage_does_not_take_the_pod_away() {
        readiness.listening();
        assertThat(phase(Map.of("users", FINE))).isEqualTo(Phase.READY);
        assertThat(phase(Map.of("users", LOST))).isEqualTo(Phase.READY);
        assertThat(phase(Map.of("users", FINE, "added-by-a-reload", NEVER))).isEqualTo(Phase.READY);
    }

    @Test
    void a_drain_ends_readiness_at_once_and_for_good() {
        readiness.listening();
        assertThat(phase(Map.of("users", FINE))).isEqualTo(Phase.READY);
        readiness.drain();
        assertThat(readiness.isDraining()).isTrue();
        assertThat(phase(Map.of("users", FINE))).isEqualTo(Phase.DRAINING);
    }

    private Phase phase(Map<String, AuthorizerState> authorizers) {
        ReadyState state = readiness.state(authorizers);
        assertThat(state.authorizers()).isEqualTo(authorizers);
        assertThat(state.phase().status()).isEqualTo(state.isReady() ? 200 : 503);
        return state.phase();
    }
}
