package dev.postern.bench.measure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of wrk: as many requests as its connections and one core can make.
 *
 * @param requests answers it counted
 * @param perSecond the same, per second
 * @param p99Millis of its latencies; under saturation this is mostly waiting in its own queue
 * @param faults answers that were not 2xx or 3xx, and socket errors
 */
public record Wrk(long requests, double perSecond, double p99Millis, long faults) {

    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec: +([\\d.]+)");
    private static final Pattern P99 = Pattern.compile("99% +([\\d.]+)(us|ms|s|m)");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern SOCKET =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    /**
     * What is sent.
     *
     * @param core that wrk may use
     * @param connections open ones
     * @param tokens the first is sent; with more than one, {@code script} sends them in turn from {@code tokenFile}
     */
    public record Load(int core, int connections, List<String> tokens, Path script, Path tokenFile) {}

    /** Runs it to its end. */
    public static Wrk run(Load load, int seconds, String url) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(load.core), "wrk", "-t1"));
        command.addAll(List.of("-c" + load.connections, "-d" + seconds + "s", "--timeout", "10s", "--latency"));
        if (load.tokens.size() == 1) {
            command.addAll(List.of("-H", "Authorization: Bearer " + load.tokens.get(0), url));
        } else {
            command.addAll(List.of("-s", load.script.toString(), url, "--", load.tokenFile.toString()));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("wrk failed: " + text);
        }
        return read(text);
    }

    /** Reads what wrk printed. */
    static Wrk read(String text) {
        Matcher p99 = P99.matcher(text);
        double millis = p99.find() ? Double.parseDouble(p99.group(1)) * millisPer(p99.group(2)) : Double.NaN;
        long faults = (long) number(BAD, text, 0);
        Matcher socket = SOCKET.matcher(text);
        if (socket.find()) {
            for (int i = 1; i <= 4; i++) {
                faults += Long.parseLong(socket.group(i));
            }
        }
        return new Wrk((long) number(REQUESTS, text, -1), number(RATE, text, -1), millis, faults);
    }

    private static double millisPer(String unit) {
        return switch (unit) {
            case "us" -> 0.001;
            case "ms" -> 1;
            case "s" -> 1000;
            default -> 60_000;
        };
    }

    private static double number(Pattern pattern, String text, double otherwise) {
        Matcher matcher = pattern.matcher(text);
        if (matcher.find()) {
            return Double.parseDouble(matcher.group(1));
        }
        if (otherwise < 0) {
            throw new IllegalArgumentException("wrk printed something else: " + text);
        }
        return otherwise;
    }
}
