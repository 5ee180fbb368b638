package dev.postern.bench.micro;

import dev.postern.authorizer.Profile;
import dev.postern.gateway.route.RoutePattern;
import dev.postern.gateway.route.RouteTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One match in a table of 10, 100 or 1,000 routes of mixed kinds, all hit evenly. A thousand may cost 5 % more than
 * ten. The path of every request is a fresh text, as after a decoder; what making it costs is {@link #copyOnly}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(2)
public class RouteTableBenchmark {

    private static final int REQUESTS = 1000;

    /** How many routes; a multiple of the five kinds. */
    @Param({"10", "100", "1000"})
    public int routes;

    private RouteTable<Integer> table;
    private String[] hosts;
    private byte[][] paths;

    /** Builds the table, and one request for each of its routes, repeated up to a thousand. */
    @Setup
    public void build() {
        RouteTable.Builder<Integer> builder = RouteTable.builder(Profile.POSTERN);
        hosts = new String[REQUESTS];
        paths = new byte[REQUESTS][];
        List<String> ownHost = List.of("tenant.example.com");
        List<String> anyHost = List.of();
        for (int i = 0; i < routes; i++) {
            // The same length for every size: the cost depends on the path.
            String name = String.format("%04d", i);
            switch (i % 5) {
                case 0 ->
                    add(
                            builder,
                            i,
                            "GET /api/v1/things-" + name + "/list",
                            anyHost,
                            "/api/v1/things-" + name + "/list");
                case 1 ->
                    add(
                            builder,
                            i,
                            "GET /api/v1/users-" + name + "/{id}/notes",
                            anyHost,
                            "/api/v1/users-" + name + "/4711/notes");
                case 2 ->
                    add(
                            builder,
                            i,
                            "ANY /files-" + name + "/{proxy+}",
                            anyHost,
                            "/files-" + name + "/2026/11/report.pdf");
                case 3 -> add(builder, i, "GET /home-" + name, ownHost, "/home-" + name);
                default ->
                    add(builder, i, "GET /shops-" + name + "/{shop}/{proxy+}", ownHost, "/shops-" + name + "/12/a/b");
            }
        }
        for (int i = routes; i < REQUESTS; i++) {
            hosts[i] = hosts[i % routes];
            paths[i] = paths[i % routes];
        }
        table = builder.build();
        for (int i = 0; i < REQUESTS; i++) {
            Integer found = table.match(hosts[i], "GET", fresh(paths[i])).route();
            if (found == null || found != i % routes) {
                throw new IllegalStateException(fresh(paths[i]) + " is served by " + found);
            }
        }
    }

    private void add(
            RouteTable.Builder<Integer> builder, int route, String match, List<String> routeHosts, String path) {
        builder.add(RoutePattern.parse(match, new NoMistakes(), "routes"), routeHosts, route);
        hosts[route] = routeHosts.isEmpty() ? "other.example.com" : routeHosts.get(0);
        paths[route] = path.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void match(Blackhole hole) {
        for (int i = 0; i < REQUESTS; i++) {
            hole.consume(table.match(hosts[i], "GET", fresh(paths[i])));
        }
    }

    @Benchmark
    @OperationsPerInvocation(REQUESTS)
    public void copyOnly(Blackhole hole) {
        for (int i = 0; i < REQUESTS; i++) {
            hole.consume(fresh(paths[i]));
        }
    }

    private static String fresh(byte[] path) {
        return new String(path, StandardCharsets.ISO_8859_1);
    }
}
