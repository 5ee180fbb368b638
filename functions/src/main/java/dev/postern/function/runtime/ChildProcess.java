package dev.postern.function.runtime;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A function's process with everything it starts. It runs under a small guard (guard.sh), whose standard input is a pipe
 * that only the gateway holds: when the gateway ends, however that happens, the pipe does too, and the guard kills the
 * function's process group. The function's own standard input is empty.
 *
 * <p>Its methods block for a moment; none is for an event loop.
 */
final class ChildProcess {

    private static final Path SHELL = Path.of("/bin/sh");
    private static final String GUARD = guard();

    private final Process process;
    private final CompletableFuture<Integer> exit;

    private ChildProcess(Process process) {
        this.process = process;
        this.exit = process.onExit().thenApply(ended -> {
            end();
            return ended.exitValue();
        });
    }

    /** Why no process can be started here; null when all is well. */
    static String fault() {
        for (String program : List.of("setsid", "env")) {
            if (!new File("/usr/bin", program).canExecute() && !new File("/bin", program).canExecute()) {
                return "functions with runtime.command need " + program + " in /usr/bin or /bin";
            }
        }
        return Files.isExecutable(SHELL) ? null : "functions with runtime.command need " + SHELL;
    }

    /**
     * Starts a command.
     *
     * @param environment all of it
     * @param lines who gets its output, on a thread of its own
     */
    static ChildProcess start(
            List<String> command, Path directory, Map<String, String> environment, Consumer<String> lines)
            throws IOException {
        List<String> guarded = new ArrayList<>(List.of(SHELL.toString(), "-c", GUARD, "function"));
        guarded.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(guarded).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        ChildOutput output = new ChildOutput(lines, System::nanoTime);
        Thread reader = new Thread(() -> output.readAll(process.getInputStream()), "function-output-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return new ChildProcess(process);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Completes with the exit status when the process has ended: 128 and the signal's number where one ended it. */
    CompletableFuture<Integer> exit() {
        return exit;
    }

    /** SIGTERM for the whole group, and SIGKILL unless it has ended within {@code grace}. */
    void stop(Duration grace) {
        try {
            OutputStream guard = process.getOutputStream();
            guard.write("TERM\n".getBytes(StandardCharsets.US_ASCII));
            guard.flush();
        } catch (IOException ended) {
            return;
        }
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::kill);
    }

    /** SIGKILL for the whole group, and for what has left the group but not the tree. */
    void kill() {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> tree = process.descendants().toList();
        end();
        ProcessHandle guard = process.toHandle();
        for (ProcessHandle one : tree) {
            if (one.parent().map(parent -> !parent.equals(guard)).orElse(true)) {
                one.destroyForcibly();
            }
        }
    }

    /** The guard hears that there is no gateway any more. */
    private void end() {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyClosed) {
            // The guard is gone.
        }
    }

    private static String guard() {
        try (InputStream script = ChildProcess.class.getResourceAsStream("guard.sh")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
