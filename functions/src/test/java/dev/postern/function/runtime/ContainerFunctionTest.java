package dev.postern.function.runtime;

import static dev.postern.function.testing.Waiting.result;
import static dev.postern.function.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.Outcome.Raised;
import dev.postern.function.Outcome.Returned;
import dev.postern.function.runtime.HostedFunction.Count;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A runtime that the gateway did not start: what it may send, when, and what it cannot do by being late or gone. */
@Tag("socket")
class ContainerFunctionTest {

    private final Vertx vertx = Vertx.vertx();
    private final Count count = new Count();
    private RuntimeFunction function;
    private RuntimeConnection runtime;

    @BeforeEach
    void start() throws IOException {
        function = RuntimeFunction.of(vertx, Clock.systemUTC(), settings(0), HostedFunction.NO_GUARD, count);
        result(function.start());
        runtime = new RuntimeConnection(function.endpoint());
    }

    @AfterEach
    void stop() throws IOException {
        runtime.close();
        result(function.close());
        result(vertx.close());
    }

    private static RuntimeSettings settings(int port) throws IOException {
        return RuntimeSettings.of("sidekick", new RuntimeHost.Container(port, StrangersTest.ownUser()));
    }

    private Future<Outcome> invoke(Duration patience) {
        return function.invoke(new Invocation(Buffer.buffer("7"), patience, null));
    }

    private String fetch(Duration patience) throws IOException {
        return runtime.pollThen(() -> invoke(patience), "7");
    }

    private String fetch() throws IOException {
        return fetch(HostedFunction.LONG);
    }

    private static Fault fault(Outcome outcome) {
        return ((Failed) outcome).fault();
    }

    @Test
    void without_a_runtime_an_event_ends_at_once() {
        assertThat(fault(result(invoke(HostedFunction.LONG)))).isEqualTo(Fault.UNREACHABLE);
    }

    @Test
    void a_late_answer_is_taken_and_thrown_away_and_the_next_event_is_served() throws IOException {
        String id = fetch(Duration.ofMillis(300));
        assertThat(fault(result(runtime.outcome()))).isEqualTo(Fault.TIMEOUT);
        assertThat(fault(result(invoke(HostedFunction.LONG)))).isEqualTo(Fault.UNREACHABLE);
        assertThat(runtime.answer(id, "\"late\"")).isEqualTo(202);
        String next = fetch();
        assertThat(next).isNotEqualTo(id);
        assertThat(runtime.answer(next, "8")).isEqualTo(202);
        assertThat(((Returned) result(runtime.outcome())).payload()).hasToString("8");
    }

    @Test
    void an_event_is_answered_once() throws IOException {
        String id = fetch();
        assertThat(runtime.answer(id, "1")).isEqualTo(202);
        RuntimeConnection.Answer again = runtime.post("invocation/" + id + "/response", "2");
        assertThat(again.status()).isEqualTo(403);
        assertThat(again.body()).contains("InvalidStateTransition");
        assertThat(((Returned) result(runtime.outcome())).payload()).hasToString("1");
    }

    @Test
    void an_answer_of_an_event_before_is_no_answer() throws IOException {
        String first = fetch();
        runtime.answer(first, "1");
        String second = fetch();
        RuntimeConnection.Answer refused = runtime.post("invocation/" + "0".repeat(36) + "/response", "2");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("InvalidRequestID");
        assertThat(runtime.answer(second, "3")).isEqualTo(202);
        assertThat(((Returned) result(runtime.outcome())).payload()).hasToString("3");
    }

    @Test
    void a_streamed_answer_is_put_together() throws IOException {
        String id = fetch();
        runtime.send(streamed(id) + "\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n");
        assertThat(runtime.read().status()).isEqualTo(202);
        assertThat(((Returned) result(runtime.outcome())).payload()).hasToString("[1,2]");
    }

    @Test
    void a_streamed_answer_whose_trailers_tell_an_error_is_an_error() throws IOException {
        String id = fetch();
        String error = Base64.getEncoder()
                .encodeToString("{\"errorMessage\":\"Unauthorized\"}".getBytes(StandardCharsets.UTF_8));
        runtime.send(streamed(id)
                + "Trailer: Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body\r\n\r\n"
                + "2\r\n42\r\n0\r\nLambda-Runtime-Function-Error-Type: Runtime.Odd\r\n"
                + "Lambda-Runtime-Function-Error-Body: " + error + "\r\n\r\n");
        assertThat(runtime.read().status()).isEqualTo(202);
        Raised raised = (Raised) result(runtime.outcome());
        assertThat(raised.type()).isEqualTo("Runtime.Odd");
        assertThat(raised.message()).isEqualTo("Unauthorized");
    }

    private String streamed(String id) {
        return "POST /2018-06-01/runtime/invocation/" + id + "/response HTTP/1.1\r\nHost: " + function.endpoint()
                + "\r\nLambda-Runtime-Function-Response-Mode: streaming\r\nTransfer-Encoding: chunked\r\n";
    }

    @Test
    void a_runtime_that_disconnects_is_gone() throws IOException {
        runtime.answer(fetch(), "1");
        runtime.poll();
        runtime.close();
        until("it is gone", () -> {
            Outcome outcome = result(invoke(Duration.ofMillis(200)));
            return outcome instanceof Failed failed && failed.fault() == Fault.UNREACHABLE;
        });
    }

    @Test
    void a_runtime_that_was_started_anew_at_work_ends_the_event_of_the_one_before() throws IOException {
        fetch();
        Future<Outcome> interrupted = runtime.outcome();
        runtime.close();
        until("the old connection is seen to be gone", () -> {
            try (RuntimeConnection anew = new RuntimeConnection(function.endpoint())) {
                anew.poll();
                Future<Outcome> event = invoke(HostedFunction.LONG);
                until("an answer", () -> event.isComplete() || interrupted.isComplete());
                return interrupted.isComplete();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(((Raised) result(interrupted)).type()).isEqualTo("Runtime.ExitError");
    }

    @Test
    void an_init_error_is_kept_as_the_reason_why_there_is_no_runtime() throws IOException {
        assertThat(runtime.post("init/error", "{\"errorType\":\"Runtime.HandlerNotFound\",\"errorMessage\":\"none\"}")
                        .status())
                .isEqualTo(202);
        Failed failed = (Failed) result(invoke(HostedFunction.LONG));
        assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(failed.detail()).contains("Runtime.HandlerNotFound: none");
    }

    @Test
    void a_taken_port_is_named_and_tried_again() throws IOException {
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        int port = taken.getLocalPort();
        RuntimeFunction late =
                RuntimeFunction.of(vertx, Clock.systemUTC(), settings(port), HostedFunction.NO_GUARD, count);
        result(late.start());
        Failed failed = (Failed) result(late.invoke(new Invocation(Buffer.buffer("1"), HostedFunction.LONG, null)));
        assertThat(failed.detail()).contains("port " + port + " cannot be listened at");
        taken.close();
        until("it listens", () -> {
            try {
                return Stranger.status(port, Stranger.get(port, "/")) == 404;
            } catch (IOException notYet) {
                return false;
            }
        });
        result(late.close());
    }
}
