package dev.postern.bench.micro;

import dev.postern.gateway.observe.AccessLog;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One line of the access log, as the event loop pays for it: encoding and the hand-over. Lines come as fast as they can
 * be made, far faster than a gateway makes them, so some are dropped, which is cheaper: the share is printed beside.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class AccessLogBenchmark {

    private static final int QUEUE = 64 << 20;

    private final SampleRequest request = new SampleRequest(null);
    private AccessLog log;
    private long lines;

    @Setup(Level.Iteration)
    public void open() {
        lines = 0;
        log = new AccessLog(OutputStream.nullOutputStream(), QUEUE);
    }

    @TearDown(Level.Iteration)
    public void close() {
        System.out.printf("dropped %.1f %% ", 100.0 * log.dropped() / lines);
        log.close();
    }

    @Benchmark
    public void write() {
        log.write(request);
        lines++;
    }
}
