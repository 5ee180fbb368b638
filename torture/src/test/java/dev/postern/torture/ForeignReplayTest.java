package dev.postern.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.attack.WireCase;
import dev.postern.sample.testing.RealComponents;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The runner says what is so of gateways that are not ours. */
@Tag("attack")
class ForeignReplayTest {

    /** Cases of every kind, without those that wait. */
    private static final List<String> SAMPLE = List.of(
            "chunked may be written in any case",
            "a body with Content-Length goes on",
            "Content-Length twice with different values is refused",
            "an admitted caller's identity is set",
            "an identity header is no credential",
            "a folded header line is refused",
            "absolute-form that equals Host is rewritten",
            "an escaped path that is canonical goes on byte for byte",
            "requests behind one another are answered in order",
            "a preflight is answered without authorization",
            "an unknown path is 404");

    private static List<WireCase> sample() {
        return WireTables.all().stream()
                .filter(each -> SAMPLE.stream().anyMatch(each.sentence()::startsWith))
                .toList();
    }

    @Test
    void a_gate_that_refuses_everything_fails_what_must_go_through() {
        Set<Feature> all = EnumSet.allOf(Feature.class);
        List<WireCase> cases = WireTables.all().stream()
                .filter(each -> each.place().startsWith("framing.txt")
                        || each.place().startsWith("target.txt")
                        || each.place().startsWith("headers.txt"))
                .filter(each -> Feature.needed(each).isPresent())
                .toList();
        List<WireCase> positives = cases.stream().filter(Positives::isPositive).toList();
        try (Refuser refuser = Refuser.start()) {
            List<Verdict> verdicts = new Replay(refuser, all).run(cases);
            List<WireCase> failed = verdicts.stream()
                    .filter(verdict -> verdict.kind() == Verdict.Kind.FAIL)
                    .map(Verdict::wireCase)
                    .toList();
            assertThat(failed).containsAll(positives);
            assertThat(positives).hasSizeGreaterThan(60);
            assertThat(verdicts)
                    .as("and what must be refused, it refuses")
                    .filteredOn(verdict -> verdict.kind() == Verdict.Kind.PASS)
                    .hasSizeGreaterThan(100);
        }
    }

    @Test
    void the_runner_drives_nginx() {
        if (!NativePeer.isInstalled("nginx")) {
            RealComponents.absent("nginx is not installed");
        }
        try (NativePeer nginx = NativePeer.nginx()) {
            List<Verdict> verdicts = new Replay(nginx, NativePeer.NGINX_FEATURES).run(sample());
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.wireCase().sentence().startsWith("a preflight is")
                            || verdict.wireCase().sentence().startsWith("an unknown path"))
                    .hasSize(2)
                    .allMatch(verdict -> verdict.kind() == Verdict.Kind.NOT_APPLICABLE);
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.kind() != Verdict.Kind.NOT_APPLICABLE)
                    .hasSize(9)
                    .allMatch(verdict -> verdict.kind() == Verdict.Kind.PASS);
        }
    }

    @Test
    void the_runner_drives_haproxy() {
        if (!NativePeer.isInstalled("haproxy")) {
            RealComponents.absent("haproxy is not installed");
        }
        try (NativePeer haproxy = NativePeer.haproxy()) {
            List<Verdict> verdicts = new Replay(haproxy, NativePeer.HAPROXY_FEATURES).run(sample());
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.wireCase().sentence().startsWith("an admitted caller")
                            || verdict.wireCase().sentence().startsWith("an identity header"))
                    .hasSize(2)
                    .allMatch(verdict -> verdict.kind() == Verdict.Kind.PASS);
            assertThat(verdicts)
                    .filteredOn(verdict -> verdict.kind() == Verdict.Kind.PASS)
                    .hasSizeGreaterThan(6);
        }
    }
}
