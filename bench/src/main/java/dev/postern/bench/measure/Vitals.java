package dev.postern.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds right after a full collection. Direct memory is what native memory tracking calls {@code Other}, so
 * the process must run with {@code -XX:NativeMemoryTracking=summary}.
 *
 * @param heapKiB live objects
 * @param directKiB memory outside the heap that Java code asked for, pooled or not
 * @param residentKiB of the whole process
 * @param descriptors open files and sockets
 */
public record Vitals(long heapKiB, long directKiB, long residentKiB, long descriptors) {

    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final Pattern OTHER = Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB\\)");

    /** Collects, then looks. @param jcmd of a JDK like the process's */
    public static Vitals of(ProcessHandle process, Path jcmd) throws IOException, InterruptedException {
        ask(jcmd, process, "GC.run");
        return new Vitals(
                heap(ask(jcmd, process, "GC.heap_info")),
                direct(ask(jcmd, process, "VM.native_memory", "summary")),
                ProcessCost.residentKiB(process),
                descriptors(process));
    }

    /** Sums what the generations use; Metaspace, listed behind them, is not heap. */
    static long heap(String text) {
        int end = text.indexOf("Metaspace");
        Matcher matcher = USED.matcher(end < 0 ? text : text.substring(0, end));
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    static long direct(String text) {
        Matcher matcher = OTHER.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no native memory tracking: " + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static long descriptors(ProcessHandle process) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return files.count();
        }
    }

    private static String ask(Path jcmd, ProcessHandle process, String... command)
            throws IOException, InterruptedException {
        String[] all = Stream.concat(Stream.of(jcmd.toString(), Long.toString(process.pid())), Arrays.stream(command))
                .toArray(String[]::new);
        Process asked = new ProcessBuilder(all).redirectErrorStream(true).start();
        String text = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException(String.join(" ", all) + ": " + text);
        }
        return text;
    }
}
