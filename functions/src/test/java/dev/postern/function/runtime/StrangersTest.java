package dev.postern.function.runtime;

import static dev.postern.function.testing.Waiting.result;
import static dev.postern.function.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.Outcome.Returned;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Others on the same machine try a function's Runtime API. This process is not among the gateway's children. */
@Tag("attack")
class StrangersTest {

    private static final String BASE = "/2018-06-01/runtime/";
    private static final String NEXT = BASE + "invocation/next";
    private static final int NOBODY = 65534;
    private static final String[] AS_NOBODY = {"setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"};

    @Test
    @DisplayName("a stranger of the same user that polls gets 403, no event, and is counted (SR-154)")
    void a_stranger_polls() throws Exception {
        try (HostedFunction function = new HostedFunction().start()) {
            int port = HostedFunction.port(function.ask());
            assertThat(Stranger.status(port, Stranger.get(port, NEXT))).isEqualTo(403);
            assertThat(function.ask().getInteger("nth")).isEqualTo(2);
            until("it is counted", () -> function.count.strangers.get() == 1);
        }
    }

    @Test
    @DisplayName(
            "a stranger of the same user that knows the request id and answers gets 403, and its answer is none (SR-154)")
    void a_stranger_answers(@TempDir Path directory) throws Exception {
        Path mark = directory.resolve("id");
        try (HostedFunction function =
                new HostedFunction().variable("MARK", mark.toString()).start()) {
            int port = HostedFunction.port(function.ask());
            Future<Outcome> answer = function.send("\"mark\"", Duration.ofSeconds(3));
            until("the function has the event", () -> Files.exists(mark));
            String invocation = BASE + "invocation/" + Files.readString(mark);
            assertThat(Stranger.status(port, Stranger.post(port, invocation + "/response", "\"forged\"")))
                    .isEqualTo(403);
            assertThat(Stranger.status(port, Stranger.post(port, invocation + "/error", "{}")))
                    .isEqualTo(403);
            assertThat(((Failed) result(answer)).fault()).isEqualTo(Fault.TIMEOUT);
            assertThat(function.count.strangers).hasValue(2);
        }
    }

    @Test
    @DisplayName("a stranger of the same user that scans gets 403 for every path and method (SR-154)")
    void a_stranger_scans() throws Exception {
        try (HostedFunction function = new HostedFunction().start()) {
            int port = HostedFunction.port(function.ask());
            for (String path : List.of("/", NEXT, BASE + "init/error", BASE + "restore/next", "/admin", "/metrics")) {
                assertThat(Stranger.status(port, Stranger.get(port, path))).isEqualTo(403);
                assertThat(Stranger.status(port, Stranger.post(port, path, "{}")))
                        .isEqualTo(403);
            }
            assertThat(function.count.strangers).hasValue(12);
            assertThat(function.ask().getInteger("nth")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("a stranger of another user that polls gets 403, no event, and is counted (SR-154)")
    void a_stranger_of_another_user_polls() throws Exception {
        assumeOtherUsers();
        try (HostedFunction function = new HostedFunction().start()) {
            int port = HostedFunction.port(function.ask());
            assertThat(Stranger.byBash(port, Stranger.get(port, NEXT), AS_NOBODY))
                    .isEqualTo(403);
            assertThat(function.count.strangers).hasValue(1);
            assertThat(function.ask().getInteger("nth")).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("a process that the function started cannot answer the event of the one that fetched it (SR-154)")
    void a_helper_answers() {
        try (HostedFunction function = new HostedFunction().start()) {
            assertThat(((Returned) function.invoke("\"helper\"")).payload()).hasToString("403");
            assertThat(function.count.strangers).hasValue(0);
        }
    }

    @Test
    @DisplayName("even of the function's own process, requests with Origin or a foreign Host get 403 (SR-154)")
    void a_browser() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonObject statuses =
                    ((Returned) function.invoke("\"browser\"")).payload().toJsonObject();
            assertThat(statuses.getMap())
                    .containsEntry("plain", 400)
                    .containsEntry("localhost", 400)
                    .containsEntry("origin", 403)
                    .containsEntry("host", 403)
                    .containsEntry("port", 403)
                    .containsEntry("none", 403);
            assertThat(function.count.strangers).hasValue(4);
        }
    }

    @Test
    @DisplayName("a runtime in another container is served when its socket is of the configured user (SR-154)")
    void the_configured_user() throws Exception {
        Vertx vertx = Vertx.vertx();
        HostedFunction.Count count = new HostedFunction.Count();
        RuntimeFunction function = container(vertx, ownUser(), count);
        try (RuntimeConnection runtime = new RuntimeConnection(function.endpoint())) {
            String id = runtime.pollThen(() -> function.invoke(event("\"hello\"")), "\"hello\"");
            assertThat(runtime.answer(id, "[1]")).isEqualTo(202);
            assertThat(((Returned) result(runtime.outcome())).payload()).hasToString("[1]");
            assertThat(count.strangers).hasValue(0);
        } finally {
            result(function.close());
            result(vertx.close());
        }
    }

    @Test
    @DisplayName("every other user's connection to the port of a container gets 403 and is counted (SR-154)")
    void any_other_user() throws Exception {
        Vertx vertx = Vertx.vertx();
        HostedFunction.Count count = new HostedFunction.Count();
        RuntimeFunction function = container(vertx, ownUser() + 1, count);
        try {
            int port = port(function.endpoint());
            assertThat(Stranger.status(port, Stranger.get(port, NEXT))).isEqualTo(403);
            assertThat(Stranger.status(port, Stranger.post(port, BASE + "init/error", "{}")))
                    .isEqualTo(403);
            assertThat(count.strangers).hasValue(2);
            Failed failed = (Failed) result(function.invoke(event("1")));
            assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
        } finally {
            result(function.close());
            result(vertx.close());
        }
    }

    @Test
    @DisplayName("a container's runtime of its own user is served while root is a stranger (SR-154)")
    void a_container_of_its_own_user() throws Exception {
        assumeOtherUsers();
        Vertx vertx = Vertx.vertx();
        HostedFunction.Count count = new HostedFunction.Count();
        RuntimeFunction function = container(vertx, NOBODY, count);
        int port = port(function.endpoint());
        Process runtime = asNobody(function.endpoint());
        try {
            until("it is there", () -> result(function.invoke(event("\"who\""))) instanceof Returned);
            assertThat(Stranger.status(port, Stranger.get(port, NEXT))).isEqualTo(403);
            assertThat(count.strangers).hasValue(1);
            assertThat(result(function.invoke(event("\"who\"")))).isInstanceOf(Returned.class);
        } finally {
            runtime.destroyForcibly();
            result(function.close());
            result(vertx.close());
        }
    }

    @Test
    void without_procfs_nothing_is_started(@TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        RuntimeFunction function = RuntimeFunction.of(
                vertx,
                Clock.systemUTC(),
                RuntimeSettings.of("none", new RuntimeHost.Container(0, 1)),
                HostedFunction.NO_GUARD,
                FunctionEvents.NONE,
                directory);
        Future<Void> start = function.start();
        until("it is over", start::isComplete);
        assertThat(start.cause()).hasMessageContaining("need Linux with procfs");
        Failed failed = (Failed) result(function.invoke(event("1")));
        assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(failed.detail()).contains("need Linux with procfs");
        result(vertx.close());
    }

    private static Process asNobody(String endpoint) throws IOException {
        List<String> command = new ArrayList<>(List.of(AS_NOBODY));
        command.addAll(HostedFunction.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", endpoint);
        builder.environment().put("_HANDLER", "echoes");
        return builder.start();
    }

    private static RuntimeFunction container(Vertx vertx, int uid, FunctionEvents events) {
        RuntimeFunction function = RuntimeFunction.of(
                vertx,
                Clock.systemUTC(),
                RuntimeSettings.of("sidekick", new RuntimeHost.Container(0, uid)),
                HostedFunction.NO_GUARD,
                events);
        result(function.start());
        return function;
    }

    private static Invocation event(String event) {
        return new Invocation(Buffer.buffer(event), HostedFunction.LONG, null);
    }

    static int port(String endpoint) {
        return Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
    }

    static int ownUser() throws IOException {
        return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    /** Only root can act as somebody else; where it can, it has to with CI=true. */
    private static void assumeOtherUsers() throws IOException, InterruptedException {
        assumeTrue(ownUser() == 0, "only root can become another user");
        List<String> command = new ArrayList<>(List.of(AS_NOBODY));
        command.add("true");
        String reason = "setpriv is not installed or cannot change the user";
        try {
            if (new ProcessBuilder(command).start().waitFor() == 0) {
                return;
            }
        } catch (IOException notInstalled) {
            reason = notInstalled.getMessage();
        }
        if ("true".equals(System.getenv("CI"))) {
            fail(reason);
        }
        abort(reason);
    }
}
