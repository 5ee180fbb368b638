package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged jar as a process of its own. Close it after use. */
final class PosternProcess implements AutoCloseable {

    private final Process process;
    private final List<String> out = new CopyOnWriteArrayList<>();
    private final List<String> err = new CopyOnWriteArrayList<>();

    private PosternProcess(Process process) {
        this.process = process;
        follow(process.inputReader(StandardCharsets.UTF_8), out);
        follow(process.errorReader(StandardCharsets.UTF_8), err);
    }

    /** Starts {@code java -jar postern.jar ARGUMENTS} with nothing of this process's {@code POSTERN_} variables. */
    static PosternProcess start(Map<String, String> environment, String... arguments) {
        Path jar = RealComponents.repository().resolve("gateway/target/postern.jar");
        assertThat(jar).as("made by mvn package").exists();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("POSTERN_"));
        builder.environment().putAll(environment);
        try {
            return new PosternProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static PosternProcess start(String... arguments) {
        return start(Map.of(), arguments);
    }

    private static void follow(BufferedReader reader, List<String> lines) {
        Thread thread = new Thread(
                () -> {
                    try (reader) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            lines.add(line);
                        }
                    } catch (IOException e) {
                        lines.add("cannot be read: " + e);
                    }
                },
                "postern-output");
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for a line of standard output that a pattern is found in. */
    Matcher line(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        Matcher[] found = new Matcher[1];
        Await.until("a line with " + pattern, () -> {
            for (String line : out) {
                Matcher matcher = compiled.matcher(line);
                if (matcher.find()) {
                    found[0] = matcher;
                    return true;
                }
            }
            if (!process.isAlive()) {
                throw new AssertionError("it ended with " + process.exitValue() + ": " + out + err);
            }
            return false;
        });
        return found[0];
    }

    List<String> out() {
        return List.copyOf(out);
    }

    /** Standard error so far. */
    String err() {
        return String.join("\n", err);
    }

    /** Sends SIGTERM; unlike {@link Process#destroy} leaves the outputs open. */
    void terminate() {
        process.toHandle().destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end. */
    int exit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + patience + ": " + out + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exit(Await.PATIENCE);
    }
}
