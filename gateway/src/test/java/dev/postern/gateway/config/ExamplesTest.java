package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ConfigurationCheck;
import dev.postern.gateway.real.Certificates;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import io.vertx.json.schema.OutputUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The files that people copy from. */
class ExamplesTest {

    @TempDir
    private static Path directory;

    @TestFactory
    Stream<DynamicTest> every_example_in_config_is_valid_and_read_without_a_word() throws IOException {
        Certificates certificates = Certificates.in(directory);
        for (String name : List.of("tls", "clients", "backend-ca", "gateway")) {
            certificates.authority(name);
        }
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.writeString(
                directory.resolve("postern-shared.key"), Base64.getEncoder().encodeToString(key) + "\n");
        List<Path> examples = new ArrayList<>();
        for (Path example : examples()) {
            // Beside the certificates that some of them name.
            examples.add(Files.copy(example, directory.resolve(example.getFileName())));
        }
        assertThat(examples).hasSizeGreaterThan(10);
        Files.createDirectory(directory.resolve("lockout"));
        Files.copy(SchemaFile.ROOT.resolve("config/lockout/entries.yaml"), directory.resolve("lockout/entries.yaml"));
        return examples.stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                    assertThat(Files.readString(file))
                            .startsWith("# yaml-language-server: $schema=postern.schema.json\n");
                    ConfigResult result = read(file);
                    assertThat(result.problems().render()).isEmpty();
                    assertThat(result.config()).isNotNull();
                    OutputUnit checked = SchemaFile.validate(YamlDocument.read(file));
                    assertThat(checked.getErrors()).isNull();
                    assertThat(checked.getValid()).isTrue();
                }));
    }

    /** As {@code check} does: compiled too. */
    private static ConfigResult read(Path file) throws IOException {
        ConfigResult result = new ConfigReader(Map.of()).read(file);
        Vertx vertx = Vertx.vertx();
        ConfigurationCheck.compile(vertx, result);
        Await.result(vertx.close());
        return result;
    }

    /** What is on the disk while somebody writes a file. */
    @Test
    void a_half_written_example_never_makes_the_reader_fail() throws IOException {
        String whole = Files.readString(SchemaFile.ROOT.resolve("config/rest-api.yaml"));
        ConfigReader reader = new ConfigReader(Map.of());
        int routes = whole.indexOf("routes:");
        for (int end = 0; end < whole.length(); end++) {
            ConfigResult result = reader.readText(whole.substring(0, end), Path.of("postern.yaml"));
            assertThat(result.usable() && end < routes).as("cut at %d", end).isFalse();
            assertThat(result.problems().list())
                    .allMatch(problem -> problem.toString().matches("postern\\.yaml:\\d+:\\d+ .+: .+; .+"));
        }
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(SchemaFile.ROOT.resolve("config"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("demo.yaml"))
                    .sorted()
                    .toList();
        }
    }
}
