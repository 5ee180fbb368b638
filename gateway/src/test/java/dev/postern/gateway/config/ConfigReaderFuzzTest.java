package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Any text as a configuration: it can be used, or every problem has its place and says what would be right (SR-135). */
class ConfigReaderFuzzTest {

    private static final String SECRET = "s3cr3t-value";
    private static final ConfigReader READER = new ConfigReader(Map.of("PORT", "8080", "SECRET", SECRET));

    @DictionaryEntries({
        "upstreams:",
        "authorizers:",
        "routes:",
        "{ url: ",
        "match: \"GET /\"",
        "${PORT}",
        "${SECRET}",
        "${file:x}",
        "&a",
        "*a",
        "!!",
        "<<:",
        "- ",
        "type: jwt",
        "server:",
        "0x1",
        "~",
        "1e9",
        "%",
        "10MiB",
        "5s"
    })
    @FuzzTest
    void config(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);

        ConfigResult result = READER.readText(text, Path.of("fuzz.yaml"));

        List<Problem> problems = result.problems().list();
        assertThat(result.usable() || result.problems().hasErrors()).isTrue();
        // YAML counts more line ends than \n.
        long lines = text.codePoints()
                        .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
                        .count()
                + 1;
        for (Problem problem : problems) {
            assertThat(problem.line()).as("%s", problem).isBetween(1, (int) lines + 1);
            assertThat(problem.column()).as("%s", problem).isBetween(1, text.length() + 2);
            assertThat(problem.what()).as("%s", problem).isNotBlank();
            assertThat(problem.right()).as("%s", problem).isNotBlank();
            assertThat(problem.toString().chars()).noneMatch(Character::isISOControl);
            // A fuzzer learns the word and writes it itself; only what came from the environment is a secret.
            assertThat(text.contains(SECRET) || !problem.toString().contains(SECRET))
                    .as("%s", problem)
                    .isTrue();
        }
    }
}
