package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the table {@code environment-cases.txt}. A case is a line {@code === what is true of it}, variables, a line
 * {@code --->} and, after it, every line that is reported, or the YAML that they are turned into after {@code yaml:}.
 */
class EnvironmentCasesTest {

    @TestFactory
    Stream<DynamicTest> cases() throws IOException, URISyntaxException {
        Path table = Path.of(
                EnvironmentCasesTest.class.getResource("environment-cases.txt").toURI());
        return Stream.of(Files.readString(table).split("(?m)^=== "))
                .filter(text -> !text.isBlank() && !text.startsWith("#"))
                .map(EnvironmentCasesTest::test);
    }

    private static DynamicTest test(String text) {
        int body = text.indexOf('\n') + 1;
        int arrow = text.indexOf("--->\n", body);
        String expected = text.substring(arrow + 5);
        return DynamicTest.dynamicTest(text.substring(0, body).strip(), () -> {
            Map<String, String> variables = new TreeMap<>();
            text.substring(body, arrow).lines().forEach(line -> {
                int equals = line.indexOf('=');
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            });
            ConfigResult result = new ConfigReader(Map.of()).fromEnvironment(variables);
            int yaml = expected.indexOf("yaml:\n");
            assertThat(result.problems().render()).isEqualTo(yaml < 0 ? expected : expected.substring(0, yaml));
            assertThat(result.usable()).isEqualTo(!result.problems().hasErrors());
            if (yaml >= 0) {
                assertThat(result.text()).isEqualTo(expected.substring(yaml + 6));
            }
        });
    }
}
