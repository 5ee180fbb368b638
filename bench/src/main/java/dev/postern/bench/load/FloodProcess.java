package dev.postern.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link TokenFlood} in a process of its own on this process's core, at the least priority: what is measured beside it
 * is the gateway, not how the kernel divides the core between the flood's threads and the client that measures.
 */
public final class FloodProcess implements AutoCloseable {

    private static final String LEAST_PRIORITY = "19";

    private final Process process;
    private final BufferedReader answers;
    private final OutputStream questions;

    /**
     * What the flood heard so far.
     *
     * @param unauthorized answers 401: signatures that were checked
     * @param unavailable answers 503: past the budget
     * @param others anything else, lost connections included
     * @param problem the last of the others
     */
    public record Counts(long unauthorized, long unavailable, long others, String problem) {

        /** What was added since then. */
        public Counts since(Counts then) {
            return new Counts(
                    unauthorized - then.unauthorized, unavailable - then.unavailable, others - then.others, problem);
        }
    }

    /**
     * Starts it.
     *
     * @param signed header and claims of a token, encoded, with the dot between them
     * @param signatureBytes of its algorithm
     * @param addresses how many different addresses they come from, 127.0.1.1 and on
     */
    public FloodProcess(int port, String signed, int signatureBytes, int connections, int addresses)
            throws IOException {
        process = new ProcessBuilder(List.of(
                        "nice",
                        "-n",
                        LEAST_PRIORITY,
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx128m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TokenFlood.class.getName(),
                        Integer.toString(port),
                        signed,
                        Integer.toString(signatureBytes),
                        Integer.toString(connections),
                        Integer.toString(addresses)))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.US_ASCII);
        questions = process.getOutputStream();
    }

    /** Asks it; the answer may be as late as its priority makes it. */
    public Counts counts() throws IOException {
        questions.write('\n');
        questions.flush();
        String line = answers.readLine();
        if (line == null) {
            throw new IOException(
                    "the flood ended with " + process.onExit().join().exitValue());
        }
        String[] parts = line.split(" ", 4);
        return new Counts(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), parts[3]);
    }

    @Override
    public void close() throws IOException {
        questions.close();
        process.onExit().join();
    }
}
