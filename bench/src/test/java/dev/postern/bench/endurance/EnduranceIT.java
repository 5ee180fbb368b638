package dev.postern.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.bench.measure.Children;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The scenarios of {@code bench/reload} and {@code bench/drain}, short. */
class EnduranceIT {

    /** The commands take 500; a machine that builds something else meanwhile does what it can. */
    private static final int PER_SECOND = 300;

    private static Site.Plan plan(String server) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = Path.of("..", "gateway", "target", "postern.jar")
                .toAbsolutePath()
                .normalize();
        assertThat(jar).as("made by mvn package").exists();
        return new Site.Plan(List.of(java.toString(), "-Xmx128m"), jar, Children.ANY_CORE, server, "");
    }

    @Test
    void changes_rotated_keys_and_a_backend_that_restarts_fail_no_request_that_could_have_been_kept() throws Exception {
        try (Site site = new Site(plan(""))) {
            ReloadUnderLoad.Result result = new ReloadUnderLoad(site, PER_SECOND, Duration.ofSeconds(12), 5).run();
            assertThat(result.breaches()).as(result.toString()).isEmpty();
            assertThat(result.failed()).as(result.toString()).isEmpty();
            assertThat(result.isGood(5)).as(result.toString()).isTrue();
            assertThat(result.valid()).isGreaterThan(100);
        }
    }

    @Test
    void a_stop_refuses_no_connection_before_its_delay_is_over_and_cuts_none_before_its_timeout() throws Exception {
        Duration delay = Duration.ofSeconds(3);
        Duration timeout = Duration.ofSeconds(6);
        try (Site site = new Site(plan(", drain: { delay: 3s, timeout: 6s }"))) {
            DrainUnderLoad.Result result =
                    new DrainUnderLoad(site, PER_SECOND, Duration.ofSeconds(3), delay, timeout).run();
            assertThat(result.isGood()).as(result.toString()).isTrue();
            assertThat(result.connections()).isGreaterThan(100);
        }
    }
}
