package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpstreamProbesTest {

    private long nanos;
    private final List<String> asked = new ArrayList<>();
    private Future<UpstreamHealth> answer = Future.succeededFuture(UpstreamHealth.up("notes", "200"));
    private final UpstreamProbes probes = new UpstreamProbes(
            name -> {
                asked.add(name);
                return answer;
            },
            () -> nanos);

    @Test
    void an_upstream_is_asked_once_a_second() {
        probes.health("notes");
        nanos += 999_999_999;
        assertThat(probes.health("notes").result().state()).isEqualTo(UpstreamHealth.State.UP);
        assertThat(asked).hasSize(1);
        nanos += 1;
        probes.health("notes");
        assertThat(asked).hasSize(2);
    }

    @Test
    void who_asks_while_an_answer_is_awaited_waits_for_the_same() {
        Promise<UpstreamHealth> slow = Promise.promise();
        answer = slow.future();
        Future<UpstreamHealth> first = probes.health("notes");
        nanos += 60_000_000_000L;
        Future<UpstreamHealth> second = probes.health("notes");
        slow.complete(UpstreamHealth.down("notes", "timeout"));
        assertThat(asked).hasSize(1);
        assertThat(first.result()).isEqualTo(second.result());
    }

    @Test
    void unknown_names_are_not_remembered() {
        answer = Future.succeededFuture(UpstreamHealth.unknown("x"));
        probes.health("x");
        probes.health("x");
        assertThat(asked).hasSize(2);
    }
}
