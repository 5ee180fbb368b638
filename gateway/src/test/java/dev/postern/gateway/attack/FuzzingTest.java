package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every {@code …FuzzTest} of the repository under Jazzer, each in a process of its own: first its seeds, then
 * {@value #RUNS} new inputs. {@code bench/fuzz TARGET DURATION} is this test with {@code -Dpostern.fuzz.target=…} and
 * {@code -Dpostern.fuzz.seconds=…}, which keeps what it learned in {@code target/fuzz} for the next time.
 */
@Tag("attack")
class FuzzingTest {

    /** Of one build: a count and a seed, not a time, so that what one machine tried is what every machine tries. */
    private static final int RUNS = 10_000;

    private static final int SECONDS = Integer.getInteger("postern.fuzz.seconds", 0);
    private static final String ONLY = System.getProperty("postern.fuzz.target", "");

    private static final Path HERE = Path.of("target/test-classes").toAbsolutePath();
    private static final Path AUTHORIZERS =
            Path.of("../authorizers/target/test-classes").toAbsolutePath().normalize();
    private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");

    static List<String> targets() throws IOException {
        List<String> targets = new ArrayList<>();
        for (Path classes : List.of(HERE, AUTHORIZERS)) {
            try (Stream<Path> files = Files.walk(classes)) {
                files.map(file -> classes.relativize(file).toString())
                        .filter(file -> file.endsWith(ONLY + "FuzzTest.class"))
                        .map(file -> file.replace(".class", "").replace(File.separatorChar, '.'))
                        .forEach(targets::add);
            }
        }
        assertThat(targets).as("targets named *" + ONLY + "*FuzzTest").isNotEmpty();
        return targets;
    }

    @DisplayName(
            "no input breaks what a fuzz target promises (SR-1, SR-2, SR-17, SR-28, SR-30, SR-44, SR-85, SR-86, SR-135)")
    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void no_input_breaks_what_a_target_promises(String target) throws IOException, InterruptedException {
        boolean longRun = SECONDS > 0;
        String name = target.substring(target.lastIndexOf('.') + 1);
        Path directory =
                Files.createDirectories(Path.of("target/fuzz").resolve(name)).toAbsolutePath();
        Path corpus = directory.resolve("corpus" + (longRun ? "" : "-of-one-build"));
        if (!longRun && Files.exists(corpus)) {
            try (Stream<Path> old = Files.list(corpus)) {
                old.forEach(file -> file.toFile().delete());
            }
        }
        Files.createDirectories(corpus);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx1g",
                "-Xshare:off",
                longRun ? "-XX:+TieredCompilation" : "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Djazzer.internal.basedir=" + directory,
                "-cp",
                System.getProperty("java.class.path") + File.pathSeparator + AUTHORIZERS,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=dev.postern.**",
                "--custom_hook_includes=dev.postern.**",
                "-timeout=10"));
        command.addAll(longRun ? List.of("-max_total_time=" + SECONDS) : List.of("-seed=1", "-runs=" + RUNS));
        command.add(corpus.toString());
        Path log = directory.resolve("log.txt");

        int exit = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();

        String said = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(exit)
                .as("%s found an input, kept in %s:%n%s", name, directory, lastLines(said))
                .isZero();
        assertThat(said).as("its seeds").containsPattern("[1-9]\\d* files found in \\S*" + name + "Inputs");
        Matcher done = DONE.matcher(said);
        assertThat(done.find()).as(lastLines(said)).isTrue();
        assertThat(Integer.parseInt(done.group(1))).as("inputs that were tried").isGreaterThan(20);
    }

    private static String lastLines(String text) {
        List<String> lines = text.lines().toList();
        return lines.stream().skip(Math.max(0, lines.size() - 60)).collect(Collectors.joining("\n"));
    }
}
