package dev.postern.sample.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The real programs that tests run the product against. They are installed beforehand ({@code npm ci} in
 * {@code test-node/}), never by a test. Where one is absent the test is skipped with the reason; with {@code CI=true}
 * in the environment it fails, so that nothing goes untested unnoticed.
 */
public final class RealComponents {

    private static final long DEADLINE_SECONDS = 60;

    private RealComponents() {}

    /** What a program left behind. */
    public record Outcome(int exit, String out, String err) {}

    /** Needs Node and the named packages of {@code test-node/}; returns that directory. */
    public static Path requireNode(String... packages) {
        if (!runs("node", "--version")) {
            absent("Node is not installed");
        }
        Path directory = repository().resolve("test-node");
        for (String name : packages) {
            if (!Files.isDirectory(directory.resolve("node_modules").resolve(name))) {
                absent(name + " is not installed; run npm ci in test-node");
            }
        }
        return directory;
    }

    /** Runs {@code script} of {@code test-node/} to its end. */
    public static Outcome runNode(String script, Map<String, String> environment) {
        Path directory = repository().resolve("test-node");
        return run(directory, environment, List.of("node", script));
    }

    /** Skips the calling test, or fails it under {@code CI=true}. */
    public static void absent(String reason) {
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        abort(reason);
    }

    /** The repository's root: the nearest directory upwards that has {@code test-node}. */
    public static Path repository() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("test-node/package.json"))) {
                return at;
            }
        }
        throw new IllegalStateException(
                "test-node/package.json is nowhere above " + Path.of("").toAbsolutePath());
    }

    private static boolean runs(String... command) {
        try {
            return run(Path.of("").toAbsolutePath(), Map.of(), List.of(command)).exit() == 0;
        } catch (UncheckedIOException notThere) {
            return false;
        }
    }

    private static Outcome run(Path directory, Map<String, String> environment, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command)).directory(directory.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            CompletableFuture<String> out = CompletableFuture.supplyAsync(() -> text(process.getInputStream()));
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(command + " was still running after " + DEADLINE_SECONDS + " s: " + out.join() + err.join());
            }
            return new Outcome(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(java.io.InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
