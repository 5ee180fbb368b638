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
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions in processes of their own: what is told to them, and what comes of everything that they may do. */
@Tag("socket")
class HostedFunctionTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private static Fault fault(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Failed.class);
        return ((Failed) outcome).fault();
    }

    @Test
    void answers_and_is_told_its_name_its_deadline_and_its_event() {
        try (HostedFunction function = new HostedFunction().start()) {
            long before = System.currentTimeMillis();
            Outcome outcome = result(function.function()
                    .invoke(new Invocation(
                            Buffer.buffer("{\"type\":\"TOKEN\"}"),
                            Duration.ofSeconds(15),
                            "Root=1-5759e988-bd862e3f")));
            JsonObject told = ((Returned) outcome).payload().toJsonObject();
            assertThat(told.getJsonObject("event").getString("type")).isEqualTo("TOKEN");
            assertThat(told.getString("arn")).isEqualTo("arn:aws:lambda:eu-central-1:123456789012:function:scripted");
            assertThat(told.getString("trace")).isEqualTo("Root=1-5759e988-bd862e3f");
            assertThat(told.getLong("deadline")).isBetween(before + 15_000, System.currentTimeMillis() + 15_000);
            assertThat(told.getString("id")).hasSize(36);
            assertThat(told.getString("handler")).isEqualTo("echoes");
        }
    }

    @Test
    void one_process_serves_one_event_after_another() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonObject first = function.ask();
            JsonObject second = function.ask();
            assertThat(second.getInteger("nth")).isEqualTo(2);
            assertThat(second.getLong("pid")).isEqualTo(first.getLong("pid"));
            assertThat(second.getString("id")).isNotEqualTo(first.getString("id"));
            assertThat(second.getString("trace")).isEqualTo("null");
        }
    }

    @Test
    @DisplayName("a function gets Lambda's variables and its own, and nothing of the gateway's (SR-162)")
    void a_function_gets_only_its_own_environment() {
        try (HostedFunction function =
                new HostedFunction().variable("TABLE", "a \"b\" ${c}").start()) {
            JsonObject environment = function.ask().getJsonObject("environment");
            assertThat(environment.fieldNames())
                    .containsExactlyInAnyOrder(
                            "PATH",
                            "LANG",
                            "TZ",
                            "AWS_REGION",
                            "AWS_DEFAULT_REGION",
                            "LAMBDA_TASK_ROOT",
                            "LAMBDA_RUNTIME_DIR",
                            "AWS_LAMBDA_FUNCTION_NAME",
                            "AWS_LAMBDA_FUNCTION_VERSION",
                            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                            "AWS_LAMBDA_INITIALIZATION_TYPE",
                            "AWS_LAMBDA_LOG_GROUP_NAME",
                            "AWS_LAMBDA_LOG_STREAM_NAME",
                            "AWS_LAMBDA_RUNTIME_API",
                            "_HANDLER",
                            "TABLE");
            assertThat(environment.getString("TABLE")).isEqualTo("a \"b\" ${c}");
            assertThat(environment.getString("PATH")).isEqualTo("/usr/local/bin:/usr/bin:/bin");
        }
    }

    @Test
    @DisplayName("a function inherits no file, socket or pipe but its output (SR-162)")
    void a_function_inherits_no_descriptor() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonArray files =
                    ((Returned) function.invoke("\"files\"")).payload().toJsonArray();
            Set<String> pipes = new HashSet<>();
            for (Object file : files) {
                String[] words = file.toString().split(" ", 2);
                if (words[1].startsWith("pipe:")) {
                    pipes.add(words[0]);
                }
                if (words[0].equals("0")) {
                    assertThat(words[1]).isEqualTo("/dev/null");
                }
            }
            assertThat(pipes).containsExactlyInAnyOrder("1", "2");
        }
    }

    @Test
    void an_error_keeps_its_type_and_message_to_the_byte() {
        try (HostedFunction function = new HostedFunction().start()) {
            Raised raised = (Raised) function.invoke("\"error\"");
            assertThat(raised.type()).isEqualTo("string");
            assertThat(raised.message()).isEqualTo("Unauthorized");
            Raised untyped = (Raised) function.invoke("\"untyped\"");
            assertThat(untyped.type()).isEqualTo("Function.Odd");
            assertThat(untyped.message()).isEmpty();
        }
    }

    @Test
    void an_answer_that_is_too_large_is_refused_and_the_process_goes_on() {
        try (HostedFunction function = new HostedFunction().start()) {
            assertThat(fault(function.invoke("\"big\""))).isEqualTo(Fault.TOO_LARGE);
            assertThat(function.ask().getInteger("nth")).isEqualTo(2);
        }
    }

    @Test
    void an_answer_that_is_not_json_is_malformed_and_an_empty_one_is_null() {
        try (HostedFunction function = new HostedFunction().start()) {
            assertThat(fault(function.invoke("\"broken\""))).isEqualTo(Fault.MALFORMED);
            assertThat(((Returned) function.invoke("\"nothing\"")).payload()).hasToString("null");
        }
    }

    @Test
    void an_exit_at_work_is_an_exit_error_and_another_process_starts_at_once() {
        try (HostedFunction function = new HostedFunction().start()) {
            for (int i = 0; i < 3; i++) {
                Raised raised = (Raised) function.invoke("\"crash\"");
                assertThat(raised.type()).isEqualTo("Runtime.ExitError");
                assertThat(raised.message())
                        .matches("RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3");
                assertThat(raised.payload().toJsonObject().getString("errorType"))
                        .isEqualTo("Runtime.ExitError");
            }
            assertThat(function.ask().getInteger("nth")).isEqualTo(1);
            assertThat(function.count.lost).hasValue(3);
        }
    }

    @Test
    void a_process_that_does_not_answer_in_time_is_killed_and_replaced() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonObject before = function.ask();
            ProcessHandle process = ProcessHandle.of(before.getLong("pid")).orElseThrow();
            assertThat(fault(result(function.send("\"hang\"", SHORT)))).isEqualTo(Fault.TIMEOUT);
            JsonObject after = function.ask();
            assertThat(after.getLong("pid")).isNotEqualTo(before.getLong("pid"));
            assertThat(HostedFunction.port(after)).isNotEqualTo(HostedFunction.port(before));
            until("the old process is gone", () -> !process.isAlive());
        }
    }

    @Test
    void an_init_error_is_told_to_those_who_wait_for_it_and_then_there_is_no_process() {
        try (HostedFunction function = new HostedFunction().handler("initError")) {
            function.create();
            Future<Void> starting = function.function().start();
            Future<Outcome> waiting = function.send("1", HostedFunction.LONG);
            Raised raised = (Raised) result(waiting);
            assertThat(raised.type()).isEqualTo("Runtime.ImportModuleError");
            assertThat(raised.message()).isEqualTo("no module");
            result(starting);
            assertThat(fault(result(function.send("1", HostedFunction.LONG)))).isEqualTo(Fault.UNREACHABLE);
        }
    }

    @Test
    void an_exit_before_the_first_event_is_an_exit_error_too() {
        try (HostedFunction function = new HostedFunction().handler("exits")) {
            function.create();
            function.function().start();
            Raised raised = (Raised) function.invoke("1");
            assertThat(raised.type()).isEqualTo("Runtime.ExitError");
            assertThat(raised.message()).isEqualTo("Runtime exited with error: exit status 4");
        }
    }

    @Test
    void a_process_that_never_asks_is_killed_after_the_time_for_its_start() {
        try (HostedFunction function = new HostedFunction().handler("silent").init(SHORT)) {
            function.create();
            function.function().start();
            Failed failed = (Failed) function.invoke("1");
            assertThat(failed.fault()).isEqualTo(Fault.TIMEOUT);
            assertThat(failed.detail()).contains("did not ask for an event");
        }
    }

    @Test
    void a_start_that_fails_is_tried_again(@TempDir Path directory) {
        try (HostedFunction function = new HostedFunction()
                .handler("failsOnce")
                .variable("MARK", directory.resolve("mark").toString())
                .start()) {
            until("a second start", () -> function.count.started.get() == 2);
            assertThat(function.ask().getInteger("nth")).isEqualTo(1);
        }
    }

    @Test
    void a_directory_that_is_not_there_is_named(@TempDir Path directory) {
        try (HostedFunction function =
                new HostedFunction().directory(directory.resolve("nowhere")).start()) {
            Failed failed = (Failed) function.invoke("1");
            assertThat(failed.fault()).isEqualTo(Fault.UNREACHABLE);
            assertThat(failed.detail()).contains("nowhere");
        }
    }

    @Test
    void as_many_events_are_under_way_as_there_are_processes_and_more_than_wait_are_refused(@TempDir Path directory) {
        Path mark = directory.resolve("mark");
        try (HostedFunction function = new HostedFunction()
                .processes(2)
                .queue(1)
                .variable("MARK", mark.toString())
                .start()) {
            Future<Outcome> first = function.send("\"hang\"", Duration.ofSeconds(5));
            Future<Outcome> second = function.send("\"mark\"", Duration.ofSeconds(5));
            until("both are at work", () -> Files.exists(mark));
            Future<Outcome> waiting = function.send("\"who\"", HostedFunction.LONG);
            assertThat(fault(function.invoke("\"who\""))).isEqualTo(Fault.BUSY);
            assertThat(waiting.isComplete()).isFalse();
            assertThat(fault(result(second))).isEqualTo(Fault.TIMEOUT);
            assertThat(fault(result(first))).isEqualTo(Fault.TIMEOUT);
            assertThat(result(waiting)).isInstanceOf(Returned.class);
        }
    }

    @Test
    void who_waits_in_vain_for_a_free_process_is_told_that_it_was_busy() {
        try (HostedFunction function = new HostedFunction().start()) {
            Future<Outcome> hanging = function.send("\"hang\"", Duration.ofSeconds(5));
            assertThat(fault(result(function.send("\"who\"", SHORT)))).isEqualTo(Fault.BUSY);
            assertThat(fault(result(hanging))).isEqualTo(Fault.TIMEOUT);
        }
    }

    @Test
    void its_own_runtime_gets_nothing_but_the_four_calls_in_their_order() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonObject statuses =
                    ((Returned) function.invoke("\"scan\"")).payload().toJsonObject();
            assertThat(statuses.getMap())
                    .containsEntry("next", 403)
                    .containsEntry("unknown id", 400)
                    .containsEntry("no id", 400)
                    .containsEntry("init", 403)
                    .containsEntry("restore", 404)
                    .containsEntry("query", 404)
                    .containsEntry("root", 404)
                    .containsEntry("id by GET", 404);
            assertThat(function.count.strangers).hasValue(0);
        }
    }

    @Test
    void an_event_larger_than_lambdas_is_refused() {
        try (HostedFunction function = new HostedFunction().start()) {
            String event = "\"" + "x".repeat(RuntimeFunction.EVENT_LIMIT) + "\"";
            assertThat(fault(function.invoke(event))).isEqualTo(Fault.REFUSED);
        }
    }

    @Test
    void a_stop_ends_the_process_with_all_that_it_started() {
        try (HostedFunction function = new HostedFunction().start()) {
            JsonArray pids = ((Returned) function.invoke("\"leave\"")).payload().toJsonArray();
            List<ProcessHandle> processes = pids.stream()
                    .map(pid -> ProcessHandle.of(((Number) pid).longValue()).orElseThrow())
                    .toList();
            function.stop();
            until("all are gone", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(fault(function.invoke("1"))).isEqualTo(Fault.UNREACHABLE);
        }
    }
}
