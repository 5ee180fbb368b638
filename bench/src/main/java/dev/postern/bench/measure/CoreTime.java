package dev.postern.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How busy one core was: a measurement on a machine that others use, or with a load generator at its limit, is to be
 * read with care.
 *
 * @param idle ticks without work
 * @param steal ticks that the host gave to somebody else
 * @param all ticks
 */
public record CoreTime(long idle, long steal, long all) {

    /** Time of a core since boot. */
    public static CoreTime of(int core) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
                if (line.startsWith("cpu" + core + " ")) {
                    String[] fields = line.split(" +");
                    long all = 0;
                    for (int i = 1; i <= 8; i++) {
                        all += Long.parseLong(fields[i]);
                    }
                    return new CoreTime(Long.parseLong(fields[4]), Long.parseLong(fields[8]), all);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("this machine has no core " + core + "; two are needed");
    }

    /** What passed since an earlier look. */
    public CoreTime since(CoreTime earlier) {
        return new CoreTime(idle - earlier.idle, steal - earlier.steal, all - earlier.all);
    }

    /** Between 0 and 1. */
    public double idleShare() {
        return all == 0 ? 0 : (double) idle / all;
    }

    /** Between 0 and 1. */
    public double stealShare() {
        return all == 0 ? 0 : (double) steal / all;
    }
}
