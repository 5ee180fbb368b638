package dev.postern.bench.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A running JVM under async-profiler, which is loaded into it through {@code jcmd} of its own JDK. */
public final class SampledProcess {

    private final Path jcmd;
    private final long pid;
    private final Path library;

    /**
     * @param java the java command of the process
     * @param directory where the profiler's library is put
     */
    public SampledProcess(Path java, long pid, Path directory) throws IOException {
        this.jcmd = java.resolveSibling("jcmd");
        this.pid = pid;
        this.library = directory.resolve("libasyncProfiler.so");
        String machine = System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x64";
        try (InputStream in = SampledProcess.class.getResourceAsStream("/" + machine + "/libasyncProfiler.so")) {
            Files.copy(in, library);
        }
    }

    /**
     * Starts sampling.
     *
     * @param event {@code cpu} (with kernel frames where the kernel lets it), {@code alloc}, …
     */
    public void start(String event) throws IOException, InterruptedException {
        String interval = event.equals("alloc") ? "alloc=64k" : "interval=500us";
        command("start,event=" + event + "," + interval);
    }

    /** Stops, and writes the stacks with their counts. */
    public void stop(Path file) throws IOException, InterruptedException {
        command("stop,file=" + file + ",collapsed");
    }

    private void command(String options) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        jcmd.toString(),
                        Long.toString(pid),
                        "JVMTI.agent_load",
                        library.toString(),
                        '"' + options + '"')
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0 || !said.contains("return code: 0")) {
            throw new IOException("the profiler cannot be loaded: " + said);
        }
    }
}
