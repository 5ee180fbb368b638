package dev.postern.function.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What a function writes to standard output and standard error, line by line, bounded: a line is cut at {@value #MAX_LINE}
 * bytes, and of more than {@value #MAX_LINES} lines in a second the rest is only counted. It is always read on, so that a
 * function never blocks on its own output. Meant for the application log, never for the access log (SR-162).
 */
final class ChildOutput {

    static final int MAX_LINE = 4096;
    static final int MAX_LINES = 500;
    private static final long SECOND = 1_000_000_000L;

    private final Consumer<String> lines;
    private final LongSupplier nanos;
    private final byte[] line = new byte[MAX_LINE];
    private int length;
    private boolean cut;
    private long second;
    private int inSecond;
    private int dropped;

    /** @param nanos as {@link System#nanoTime} */
    ChildOutput(Consumer<String> lines, LongSupplier nanos) {
        this.lines = lines;
        this.nanos = nanos;
        this.second = nanos.getAsLong();
    }

    /** Reads to the end; blocks. */
    void readAll(InputStream in) {
        byte[] piece = new byte[8192];
        try (in) {
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                for (int i = 0; i < n; i++) {
                    add(piece[i]);
                }
            }
        } catch (IOException closed) {
            // The process is gone, and its output with it.
        }
        if (length > 0) {
            endLine();
        }
        tellDropped();
    }

    private void add(byte b) {
        if (b == '\n') {
            endLine();
        } else if (length < MAX_LINE) {
            line[length++] = b;
        } else {
            cut = true;
        }
    }

    private void endLine() {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        long now = nanos.getAsLong();
        if (now - second >= SECOND) {
            tellDropped();
            second = now;
            inSecond = 0;
        }
        if (inSecond < MAX_LINES) {
            inSecond++;
            lines.accept(new String(line, 0, end, StandardCharsets.UTF_8) + (cut ? "… (cut)" : ""));
        } else {
            dropped++;
        }
        length = 0;
        cut = false;
    }

    private void tellDropped() {
        if (dropped > 0) {
            lines.accept("(" + dropped + " lines left out: more than " + MAX_LINES + " in a second)");
            dropped = 0;
        }
    }
}
