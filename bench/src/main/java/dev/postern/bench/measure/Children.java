package dev.postern.bench.measure;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every process that a run started, each on its core; all of them end with it, by their ids. */
public final class Children implements AutoCloseable {

    /** Not pinned. */
    public static final int ANY_CORE = -1;

    private static final long PATIENCE_SECONDS = 10;

    private final Deque<Process> running = new ArrayDeque<>();

    /**
     * Starts a process.
     *
     * @param core the one core it may use; {@link #ANY_CORE} for all
     * @param out where standard output goes
     * @param log where standard error goes
     */
    public synchronized Process start(int core, ProcessBuilder.Redirect out, Path log, List<String> command)
            throws IOException {
        List<String> pinned = new ArrayList<>();
        if (core != ANY_CORE) {
            pinned.addAll(List.of("taskset", "-c", Integer.toString(core)));
        }
        pinned.addAll(command);
        Process process = new ProcessBuilder(pinned)
                .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                .redirectOutput(out)
                .redirectError(log.toFile())
                .start();
        running.push(process);
        return process;
    }

    @Override
    public synchronized void close() {
        running.forEach(Process::destroy);
        boolean interrupted = false;
        for (Process process : running) {
            List<ProcessHandle> below = process.descendants().toList();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                process.destroyForcibly();
            }
            below.forEach(ProcessHandle::destroyForcibly);
        }
        running.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
