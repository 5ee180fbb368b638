package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a repository of its own, with a Java and a Maven that only say how they were called. */
class LauncherTest {

    private record Outcome(int exit, String out, String err) {}

    @TempDir
    private Path temporary;

    private Path home;
    private Path jar;
    private Path tools;

    @BeforeEach
    void make_a_repository_with_blanks_in_its_name() throws IOException {
        home = Files.createDirectories(temporary.resolve("my gate way"));
        jar = home.resolve("gateway/target/postern.jar");
        tools = Files.createDirectories(temporary.resolve("tools"));
        Files.copy(RealComponents.repository().resolve("postern"), home.resolve("postern"));
        executable(home.resolve("postern"));
        write(home.resolve("pom.xml"), "");
        write(home.resolve("config/demo.yaml"), "");
        write(home.resolve("gateway/pom.xml"), "");
        write(home.resolve("gateway/src/main/java/Main.java"), "");
        java("17");
        script("mvn", "echo \"mvn $*\" >&2; mkdir -p gateway/target; echo built > gateway/target/postern.jar");
        List.of(
                        "pom.xml",
                        "config/demo.yaml",
                        "gateway/pom.xml",
                        "gateway/src/main/java/Main.java",
                        "gateway/src/main/java",
                        "gateway/src/main")
                .forEach(file -> age(home.resolve(file), 1000));
    }

    @Test
    void it_builds_what_is_not_there_and_passes_the_arguments_on_as_they_are() {
        Outcome outcome = launch(Map.of(), "explain", "a file", "GET /", "-H", "A: *");
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.err())
                .contains("mvn -q -B -Dstyle.color=never -DskipTests ")
                .contains(" package");
        assertThat(outcome.out()).contains("[-jar]\n[" + real(jar) + "]\n[explain]\n[a file]\n[GET /]\n[-H]\n[A: *]\n");
    }

    @Test
    void it_does_not_build_again_until_a_source_is_newer() throws IOException {
        write(jar, "built");
        age(jar, 500);
        assertThat(launch(Map.of(), "version").err()).isEmpty();
        for (String file :
                List.of("pom.xml", "gateway/pom.xml", "gateway/src/main/java/Main.java", "config/demo.yaml")) {
            age(home.resolve(file), 100);
            assertThat(launch(Map.of(), "version").err()).as(file).contains("mvn");
            age(home.resolve(file), 1000);
            age(jar, 500);
        }
        write(home.resolve("gateway/src/test/java/MainTest.java"), "");
        age(home.resolve("gateway/src"), 1000);
        assertThat(launch(Map.of(), "version").err()).isEmpty();
    }

    @Test
    void it_runs_through_symbolic_links_from_anywhere() throws IOException {
        Path direct = Files.createSymbolicLink(temporary.resolve("direct"), home.resolve("postern"));
        Path indirect = Files.createSymbolicLink(temporary.resolve("indirect"), direct.getFileName());
        Outcome outcome = run(temporary, Map.of(), List.of(indirect.toString(), "version"));
        assertThat(outcome.exit()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("[" + real(jar) + "]");
    }

    @Test
    void options_for_java_come_after_its_own() {
        Outcome outcome = launch(Map.of("POSTERN_JAVA_OPTS", "-Xmx64m -Da=b"), "version");
        assertThat(outcome.out()).containsSubsequence("[-Xmx256m]", "[-Xmx64m]\n[-Da=b]\n", "[-jar]");
    }

    @Test
    void newer_javas_get_their_own_options() throws IOException {
        assertThat(launch(Map.of(), "version").out()).doesNotContain("native-access");
        java("25");
        assertThat(launch(Map.of(), "version").out())
                .contains("[--enable-native-access=ALL-UNNAMED]\n[--sun-misc-unsafe-memory-access=allow]\n[-jar]");
    }

    @Test
    void an_old_java_is_refused_with_its_version() throws IOException {
        java("11");
        Outcome outcome = launch(Map.of(), "version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("Java 17 or later is needed").contains("is 11");
        java("1.8");
        assertThat(launch(Map.of(), "version").err()).contains("is 8");
    }

    @Test
    void java_home_goes_before_the_path() throws IOException {
        Path other = temporary.resolve("other java");
        Files.createDirectories(other.resolve("bin"));
        Files.copy(tools.resolve("java"), other.resolve("bin/java"));
        executable(other.resolve("bin/java"));
        java("11");
        assertThat(launch(Map.of("JAVA_HOME", other.toString()), "version").exit())
                .isZero();
        Outcome wrong = launch(Map.of("JAVA_HOME", temporary.toString()), "version");
        assertThat(wrong.exit()).isEqualTo(1);
        assertThat(wrong.err()).contains("JAVA_HOME");
    }

    @Test
    void without_maven_it_says_what_is_missing() throws IOException {
        Files.delete(tools.resolve("mvn"));
        Outcome outcome = launch(Map.of(), "version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("Maven 3.8 or later is needed");
    }

    @Test
    void a_failed_build_ends_it() throws IOException {
        script("mvn", "exit 1");
        Outcome outcome = launch(Map.of(), "version");
        assertThat(outcome.exit()).isEqualTo(1);
        assertThat(outcome.err()).contains("the build failed");
        assertThat(outcome.out()).isEmpty();
    }

    private Outcome launch(Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("postern").toString()));
        command.addAll(List.of(arguments));
        return run(Path.of("/"), environment, command);
    }

    /** With nothing on the path but what the script is known to need. */
    private Outcome run(Path from, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(from.toFile());
            builder.environment().clear();
            builder.environment().put("PATH", tools + ":" + basics());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            return new Outcome(process.exitValue(), out, err);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A directory with what POSIX has, so that the machine's own Java and Maven are out of sight. */
    private Path basics() throws IOException {
        Path basics = temporary.resolve("basics");
        if (!Files.exists(basics)) {
            Files.createDirectories(basics);
            for (String tool : List.of("sh", "dirname", "readlink", "sed", "find", "head", "mkdir")) {
                for (Path directory : List.of(Path.of("/usr/bin"), Path.of("/bin"))) {
                    if (Files.exists(directory.resolve(tool)) && !Files.exists(basics.resolve(tool))) {
                        Files.createSymbolicLink(basics.resolve(tool), directory.resolve(tool));
                    }
                }
            }
        }
        return basics;
    }

    private void java(String version) throws IOException {
        script(
                "java",
                "if [ \"$1\" = -XshowSettings:properties ]; then echo '    java.specification.version = " + version
                        + "' >&2; exit 0; fi; printf '[%s]\\n' \"$@\"");
    }

    private void script(String name, String text) throws IOException {
        write(tools.resolve(name), "#!/bin/sh\n" + text + "\n");
        executable(tools.resolve(name));
    }

    private static void executable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void age(Path file, long seconds) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path real(Path file) {
        try {
            return file.getParent().getParent().getParent().toRealPath().resolve("gateway/target/postern.jar");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
