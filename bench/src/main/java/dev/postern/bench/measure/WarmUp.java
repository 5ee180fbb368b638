package dev.postern.bench.measure;

import java.io.IOException;

/** Load on a JVM until its requests get no cheaper: before that the compiler is at work, on the same core. */
public final class WarmUp {

    private static final int REQUESTS = 200_000;
    private static final int SLICES = 30;
    private static final int SLICE_SECONDS = 4;
    /** A slice must be at least this much cheaper than the best before to ask for another. */
    private static final double STILL_FALLING = 0.97;

    private WarmUp() {}

    /** @return how many requests that took */
    public static long run(ProcessHandle process, Wrk.Load load, String url) throws IOException, InterruptedException {
        long requests = 0;
        double best = Double.MAX_VALUE;
        for (int slice = 1; slice <= SLICES; slice++) {
            long before = ProcessCost.cpuMicros(process);
            long answered = Wrk.run(load, SLICE_SECONDS, url).requests();
            double cost = (double) (ProcessCost.cpuMicros(process) - before) / answered;
            requests += answered;
            if (requests >= REQUESTS && cost > best * STILL_FALLING) {
                break;
            }
            best = Math.min(best, cost);
        }
        return requests;
    }
}
