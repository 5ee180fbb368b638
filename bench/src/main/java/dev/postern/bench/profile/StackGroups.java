package dev.postern.bench.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sampled stacks in three views: groups (each sample in exactly one), the gateway's own methods with everything beneath
 * them, and the gateway's own methods with only what the JDK did for them.
 */
public final class StackGroups {

    private static final String OURS = "dev/postern/";

    private final Map<String, Long> groups = new HashMap<>();
    private final Map<String, Long> inclusive = new HashMap<>();
    private final Map<String, Long> own = new HashMap<>();
    private final Map<String, Long> leaves = new HashMap<>();
    private long all;

    /** Reads lines of {@code frame;frame;… count}. */
    public static StackGroups read(Path collapsed) throws IOException {
        StackGroups groups = new StackGroups();
        for (String line : Files.readAllLines(collapsed)) {
            int blank = line.lastIndexOf(' ');
            groups.add(List.of(line.substring(0, blank).split(";")), Long.parseLong(line.substring(blank + 1)));
        }
        return groups;
    }

    private void add(List<String> frames, long count) {
        all += count;
        groups.merge(group(frames), count, Long::sum);
        leaves.merge(frames.get(frames.size() - 1), count, Long::sum);
        Set<String> seen = new HashSet<>();
        for (String frame : frames) {
            if (frame.startsWith(OURS) && seen.add(plain(frame))) {
                inclusive.merge(plain(frame), count, Long::sum);
            }
        }
        String owner = owner(frames);
        if (owner.startsWith(OURS)) {
            own.merge(plain(owner), count, Long::sum);
        }
    }

    /** The last frame that is neither the JDK's nor the kernel's: whose work the sample is. */
    private static String owner(List<String> frames) {
        for (int i = frames.size() - 1; i >= 0; i--) {
            String frame = frames.get(i);
            if (isJava(frame) && !isPlatform(frame)) {
                return frame;
            }
        }
        return frames.get(0);
    }

    private static boolean isJava(String frame) {
        return frame.indexOf('/') > 0 && frame.indexOf('.') > 0 && !frame.endsWith(".so");
    }

    private static boolean isPlatform(String frame) {
        return frame.startsWith("java/") || frame.startsWith("jdk/") || frame.startsWith("sun/");
    }

    private static String group(List<String> frames) {
        boolean kernel = frames.get(frames.size() - 1).endsWith("_[k]");
        if (kernel) {
            return kernelGroup(frames);
        }
        String owner = owner(frames);
        if (owner.startsWith(OURS)) {
            int end = owner.indexOf('.');
            int from = owner.lastIndexOf('/', end);
            return "postern: " + owner.substring(OURS.length(), from).replace('/', '.');
        }
        if (owner.startsWith("io/netty/")) {
            String name = owner.toLowerCase(Locale.ROOT);
            if (name.contains("decoder") || name.contains("bytetomessage")) {
                return "netty: HTTP decode";
            }
            if (name.contains("encoder")) {
                return "netty: HTTP encode";
            }
            if (name.contains("/http/") || name.contains("asciistring") || name.contains("charsequence")) {
                return "netty: headers";
            }
            return name.contains("/buffer/") || name.contains("recycler") ? "netty: buffers" : "netty: other";
        }
        if (owner.startsWith("io/vertx/")) {
            if (owner.contains("/headers/")) {
                return "vertx: headers";
            }
            return owner.contains("Client")
                    ? "vertx: client"
                    : owner.contains("Server") ? "vertx: server" : "vertx: other";
        }
        if (owner.startsWith("io/micrometer/") || owner.startsWith("io/prometheus/")) {
            return "meters";
        }
        if (owner.startsWith("com/github/benmanes/")) {
            return "token cache (Caffeine)";
        }
        return isJava(owner) ? "other Java" : "JVM: compiler, GC, other native";
    }

    private static String kernelGroup(List<String> frames) {
        for (String frame : frames) {
            if (frame.contains("send") && frame.endsWith("_[k]") || frame.contains("write") && frame.endsWith("_[k]")) {
                return "kernel: send";
            }
            if (frame.contains("recv") && frame.endsWith("_[k]") || frame.contains("_read") && frame.endsWith("_[k]")) {
                return "kernel: receive";
            }
            if (frame.contains("epoll") && frame.endsWith("_[k]")) {
                return "kernel: epoll";
            }
        }
        return "kernel: other";
    }

    private static String plain(String frame) {
        int mark = frame.indexOf("_[");
        String name = mark < 0 ? frame : frame.substring(0, mark);
        return name.replace('/', '.');
    }

    /** All three views, as text. */
    public String report(int longest) {
        StringBuilder text = new StringBuilder("samples: " + all + "\n\n");
        table(text, "Groups (each sample once)", groups, longest);
        table(text, "Gateway methods, with everything beneath", inclusive, longest);
        table(text, "Gateway methods, with only the JDK beneath", own, longest);
        table(text, "Leaves", leaves, longest);
        return text.toString();
    }

    private void table(StringBuilder text, String title, Map<String, Long> counts, int longest) {
        text.append(title).append('\n');
        List<Map.Entry<String, Long>> rows = new ArrayList<>(counts.entrySet());
        rows.sort(Map.Entry.comparingByValue(Comparator.reverseOrder()));
        for (Map.Entry<String, Long> row : rows.subList(0, Math.min(longest, rows.size()))) {
            text.append(String.format(Locale.ROOT, "%6.2f %%  %s%n", 100.0 * row.getValue() / all, row.getKey()));
        }
        text.append('\n');
    }
}
