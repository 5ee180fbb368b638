package dev.postern.function.runtime;

import static dev.postern.function.testing.Waiting.result;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** A function in {@link ScriptedRuntime} processes, as a test wants it; close it after use. */
final class HostedFunction implements AutoCloseable {

    static final Duration LONG = Duration.ofSeconds(20);
    static final ListenerGuard NO_GUARD = (connection, maxLine, maxHeaders) -> {};

    /** What happened. */
    static final class Count implements FunctionEvents {
        final AtomicInteger strangers = new AtomicInteger();
        final AtomicInteger started = new AtomicInteger();
        final AtomicInteger lost = new AtomicInteger();

        @Override
        public void ended(Outcome outcome, long nanos) {}

        @Override
        public void gauges(IntSupplier running, IntSupplier waiting, IntSupplier breaker) {}

        @Override
        public void closed() {}

        @Override
        public void stranger() {
            strangers.incrementAndGet();
        }

        @Override
        public void processStarted() {
            started.incrementAndGet();
        }

        @Override
        public void processLost() {
            lost.incrementAndGet();
        }
    }

    final Vertx vertx = Vertx.vertx();
    final Count count = new Count();
    private final Map<String, String> environment = new HashMap<>();
    private String handler = "echoes";
    private int processes = 1;
    private int queue = 100;
    private Duration init = Duration.ofSeconds(20);
    private Path directory = Path.of("").toAbsolutePath();
    private RuntimeFunction function;
    private boolean stopped;

    static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx32m", "-XX:-UsePerfData"));
        command.addAll(
                List.of("-cp", Path.of("target/test-classes").toAbsolutePath().toString()));
        command.add(ScriptedRuntime.class.getName());
        return command;
    }

    HostedFunction handler(String name) {
        handler = name;
        return this;
    }

    HostedFunction processes(int number) {
        processes = number;
        return this;
    }

    HostedFunction queue(int length) {
        queue = length;
        return this;
    }

    HostedFunction init(Duration time) {
        init = time;
        return this;
    }

    HostedFunction directory(Path path) {
        directory = path;
        return this;
    }

    HostedFunction variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    HostedFunction start() {
        create();
        result(function.start());
        return this;
    }

    RuntimeFunction create() {
        RuntimeSettings settings = new RuntimeSettings(
                "scripted",
                "eu-central-1",
                "123456789012",
                new RuntimeHost.Processes(command(), handler, directory, environment, processes, Duration.ofSeconds(1)),
                Duration.ofMinutes(1),
                init,
                queue,
                1024 + 512);
        function = RuntimeFunction.of(vertx, Clock.systemUTC(), settings, NO_GUARD, count);
        return function;
    }

    Future<Outcome> send(String event, Duration patience) {
        return function.invoke(new Invocation(Buffer.buffer(event), patience, null));
    }

    Outcome invoke(String event) {
        return result(send(event, LONG));
    }

    /** What the function tells of itself. */
    JsonObject ask() {
        Outcome outcome = invoke("\"who\"");
        if (outcome instanceof Outcome.Returned returned) {
            return returned.payload().toJsonObject();
        }
        throw new AssertionError(outcome.toString());
    }

    /** The port of its Runtime API. */
    static int port(JsonObject told) {
        String endpoint = told.getJsonObject("environment").getString("AWS_LAMBDA_RUNTIME_API");
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
    }

    RuntimeFunction function() {
        return function;
    }

    /** Ends the function, not the event loops. */
    void stop() {
        stopped = true;
        result(function.close());
    }

    @Override
    public void close() {
        if (function != null && !stopped) {
            stop();
        }
        result(vertx.close());
    }
}
