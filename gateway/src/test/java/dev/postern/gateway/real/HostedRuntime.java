package dev.postern.gateway.real;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.runtime.RuntimeFunction;
import dev.postern.function.runtime.RuntimeHost;
import dev.postern.function.runtime.RuntimeSettings;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.wire.StrictRequestDecoder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A function under a real runtime client, hosted as the gateway does. Close it after use. */
final class HostedRuntime implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final RuntimeFunction function;

    HostedRuntime(Path directory, String handler, List<String> command) {
        // The programs of the tests are where this process has them.
        Map<String, String> environment = Map.of("PATH", System.getenv("PATH"));
        RuntimeHost host =
                new RuntimeHost.Processes(command, handler, directory, environment, 1, Duration.ofSeconds(2));
        RuntimeSettings settings = new RuntimeSettings(
                "real",
                "us-east-1",
                "000000000000",
                host,
                RuntimeSettings.DEFAULT_TIMEOUT,
                Duration.ofSeconds(20),
                RuntimeSettings.DEFAULT_QUEUE,
                RuntimeSettings.DEFAULT_ANSWER_LIMIT);
        function = RuntimeFunction.of(
                vertx, Clock.systemUTC(), settings, StrictRequestDecoder::standIn, FunctionEvents.NONE);
        function.start();
    }

    Outcome invoke(String deed) {
        return invoke(deed, PATIENCE);
    }

    Outcome invoke(String deed, Duration patience) {
        Buffer event = new JsonObject().put("deed", deed).toBuffer();
        return Await.result(
                function.invoke(new Invocation(event, patience, "Root=1-67891233-abcdef012345678912345678")));
    }

    @Override
    public void close() {
        Await.result(function.close());
        Await.result(vertx.close());
    }
}
