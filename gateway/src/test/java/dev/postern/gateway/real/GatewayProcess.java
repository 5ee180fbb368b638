package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged gateway as a process of its own, run as an operator runs it. Close it after use. */
final class GatewayProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile(
            "postern ready on https?://127\\.0\\.0\\.1:(\\d+) \\(admin http://127\\.0\\.0\\.1:(\\d+)\\)");

    private final Process process;
    private final Path log;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Matcher> ready = new CompletableFuture<>();

    private GatewayProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Starts {@code run FILE} and waits until it is ready.
     *
     * @param config its host must be 127.0.0.1
     * @param options for Java
     */
    static GatewayProcess start(Path config, String... options) {
        Path jar = RealComponents.repository().resolve("gateway/target/postern.jar");
        assertThat(jar).as("made by mvn package").exists();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-jar", jar.toString(), "run", config.toString()));
        Path log = config.resolveSibling(config.getFileName() + ".log");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            GatewayProcess gateway = new GatewayProcess(process, log);
            Thread reader = new Thread(gateway::read, "gateway-output");
            reader.setDaemon(true);
            reader.start();
            gateway.ready.get(60, TimeUnit.SECONDS);
            return gateway;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new AssertionError("the gateway did not get ready: " + e, e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                Matcher matcher = READY.matcher(line);
                if (matcher.matches()) {
                    ready.complete(matcher);
                }
            }
        } catch (IOException e) {
            output.add("cannot be read: " + e);
        }
        ready.completeExceptionally(new AssertionError("it ended: " + log()));
    }

    int port() {
        return Integer.parseInt(ready.join().group(1));
    }

    int adminPort() {
        return Integer.parseInt(ready.join().group(2));
    }

    /** Lines of standard output so far. */
    List<String> output() {
        return List.copyOf(output);
    }

    /** What it wrote to standard error. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The metrics as they are now. */
    String metrics() {
        return Call.to(adminPort(), "/metrics").get().body();
    }

    /** Sends SIGTERM; unlike {@link Process#destroy} leaves its output open. */
    void terminate() {
        process.toHandle().destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end; returns the exit code. */
    int exit() {
        try {
            if (!process.waitFor(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + Await.PATIENCE + ": " + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The most memory it ever had resident, in bytes. */
    long peakMemory() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        exit();
    }
}
