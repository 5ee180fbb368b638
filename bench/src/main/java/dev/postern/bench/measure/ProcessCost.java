package dev.postern.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its descendants cost so far, from {@code /proc}. CPU time has a resolution of one tick, 10 ms on
 * nearly every Linux.
 */
public final class ProcessCost {

    private static final long TICKS_PER_SECOND = 100;
    /** Field numbers of proc(5), counted from the one after the command's name, which is field 3. */
    private static final int UTIME = 14 - 3;

    private ProcessCost() {}

    /** User and system time of the tree, dead children included, in microseconds. */
    public static long cpuMicros(ProcessHandle root) {
        long ticks = 0;
        for (ProcessHandle process : tree(root)) {
            String stat = read(process, "stat");
            // The command's name stands in parentheses and may hold anything, also blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            for (int i = UTIME; i < UTIME + 4 && stat.length() > 1; i++) {
                ticks += Long.parseLong(fields[i]);
            }
        }
        return ticks * 1_000_000 / TICKS_PER_SECOND;
    }

    /** Resident memory of the tree now, in KiB; pages shared between processes count in each. */
    public static long residentKiB(ProcessHandle root) {
        return sum(root, "VmRSS:");
    }

    /** The most that was ever resident, in KiB, summed over the tree. */
    public static long peakResidentKiB(ProcessHandle root) {
        return sum(root, "VmHWM:");
    }

    private static long sum(ProcessHandle root, String field) {
        long sum = 0;
        for (ProcessHandle process : tree(root)) {
            sum += read(process, "status")
                    .lines()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .sum();
        }
        return sum;
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static String read(ProcessHandle process, String file) {
        Path path = Path.of("/proc", Long.toString(process.pid()), file);
        try {
            return Files.readString(path);
        } catch (IOException e) {
            if (!process.isAlive()) {
                throw new IllegalStateException("process " + process.pid() + " is gone; see its log");
            }
            throw new UncheckedIOException(e);
        }
    }
}
