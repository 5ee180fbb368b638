package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs the tables in {@code cases/*.txt}. A case is a line {@code === what is true of it}, YAML, a line {@code --->}
 * and every line that reading it reports, without the directory; no line means that there is nothing wrong. Where the
 * YAML has no {@code upstreams}, {@code authorizers} or {@code routes} of its own, a small one is put behind it, unless
 * the first line says {@code (as is)}.
 */
class ConfigCasesTest {

    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PORT", "8081",
            "EMPTY", "",
            "HOST", "notes.internal",
            "WORD", "hunter2-hunter2",
            "NESTED", "${HOST}",
            "CLIENTS", "one, two");

    private static final Map<String, String> STANDARD = Map.of(
            "upstreams", "upstreams: { notes: { url: \"http://127.0.0.1:3000\" } }\n",
            "authorizers", "authorizers: { users: { type: cognito, clients: [c] } }\n",
            "routes", "routes: [{ match: GET /, authorizer: users, upstream: notes }]\n");

    @TestFactory
    Stream<DynamicTest> cases() throws IOException, URISyntaxException {
        Path directory = Path.of(ConfigCasesTest.class.getResource("cases").toURI());
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> tables = Files.list(directory)) {
            for (Path table : tables.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                for (String text : Files.readString(table).split("(?m)^=== ")) {
                    if (!text.isBlank() && !text.startsWith("#")) {
                        tests.add(test(directory, text));
                    }
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests.stream();
    }

    private static DynamicTest test(Path directory, String text) {
        int body = text.indexOf('\n') + 1;
        int arrow = text.indexOf("--->\n", body);
        String name = text.substring(0, body).strip();
        String yaml = text.substring(body, arrow);
        List<String> expected = text.substring(arrow + 5)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return DynamicTest.dynamicTest(name, () -> {
            ConfigResult result = new ConfigReader(ENVIRONMENT)
                    .readText(name.endsWith("(as is)") ? yaml : completed(yaml), directory.resolve("postern.yaml"));
            List<String> found = result.problems().list().stream()
                    .map(problem -> problem.toString().replace(directory + "/", ""))
                    .toList();
            assertThat(found).containsExactlyElementsOf(expected);
        });
    }

    private static String completed(String yaml) {
        StringBuilder whole = new StringBuilder(yaml);
        for (String key : List.of("upstreams", "authorizers", "routes")) {
            if (!Pattern.compile("(?m)^" + key + ":").matcher(yaml).find()) {
                whole.append(STANDARD.get(key));
            }
        }
        return whole.toString();
    }
}
