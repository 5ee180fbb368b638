package dev.postern.function.runtime;

import static dev.postern.function.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A gateway that is killed takes its functions with it, with everything that they started. */
class OrphansTest {

    @Test
    void nothing_of_a_function_outlives_a_gateway_that_was_killed() throws Exception {
        Process gateway = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        GatewayStandIn.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = gateway.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("[")) {
                line = lines.readLine();
            }
            List<ProcessHandle> processes = new JsonArray(line)
                    .stream()
                            .map(pid ->
                                    ProcessHandle.of(((Number) pid).longValue()).orElseThrow())
                            .toList();
            List<ProcessHandle> all = gateway.descendants().toList();
            assertThat(all).containsAll(processes);
            gateway.destroyForcibly().waitFor();
            until("all are gone", () -> all.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            gateway.destroyForcibly();
        }
    }
}
