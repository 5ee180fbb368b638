package dev.postern.bench.micro;

import dev.postern.gateway.http.RequestTarget;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Reading a request target: already canonical with a query, and with escapes that have to be undone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(1)
public class RequestTargetBenchmark {

    @Param({"/api/v1/users/4711/notes?page=2&size=50", "/api/v1/us%65rs/4711/n%C3%B6tes?page=2&size=50"})
    public String target;

    @Benchmark
    public RequestTarget parse() {
        return RequestTarget.parse(target, "api.example.com");
    }
}
