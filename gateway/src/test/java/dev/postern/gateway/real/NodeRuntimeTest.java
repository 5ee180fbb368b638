package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Failed;
import dev.postern.function.Outcome.Fault;
import dev.postern.function.Outcome.Raised;
import dev.postern.function.Outcome.Returned;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS's runtime client for Node, unmodified, with handlers in every style that blueprints use. */
class NodeRuntimeTest {

    private static HostedRuntime function;

    @BeforeAll
    static void start() {
        function = hosted("handlers.handler");
    }

    @AfterAll
    static void stop() {
        if (function != null) {
            function.close();
        }
    }

    private static HostedRuntime hosted(String handler) {
        Path node = RealComponents.requireNode("aws-lambda-ric");
        String client =
                node.resolve("node_modules/aws-lambda-ric/bin/index.mjs").toString();
        return new HostedRuntime(node.resolve("lambda"), handler, List.of("node", client, handler));
    }

    @ParameterizedTest(name = "{0} is an error of type {1} with the message Unauthorized")
    @CsvSource({"unauthorized, string", "error, Error", "throws, Error", "fails, string"})
    void what_an_authorizer_says_by_failing(String deed, String type) {
        Raised raised = (Raised) function.invoke(deed);
        assertThat(raised.type()).isEqualTo(type);
        assertThat(raised.message()).isEqualTo("Unauthorized");
    }

    @ParameterizedTest(name = "{0} returns {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "succeeds | {\"principalId\":\"me\"}",
                "done | {\"principalId\":\"you\"}",
                "nothing | null",
                "undecided | null",
                "timerNotWaitedFor | 2"
            })
    void what_an_authorizer_says_by_returning(String deed, String payload) {
        assertThat(((Returned) function.invoke(deed)).payload()).hasToString(payload);
    }

    @Test
    void the_context_holds_name_arn_request_time_and_trace() {
        JsonObject about = ((Returned) function.invoke("about")).payload().toJsonObject();
        assertThat(about.getString("name")).isEqualTo("real");
        assertThat(about.getString("arn")).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:real");
        assertThat(about.getString("id")).hasSize(36);
        assertThat(about.getInteger("left")).isBetween(1, 20_000);
        assertThat(about.getString("trace")).isEqualTo("Root=1-67891233-abcdef012345678912345678");
    }

    @Test
    void a_live_timer_holds_the_answer_back_until_the_time_is_up_and_the_next_process_answers() {
        Outcome waited = function.invoke("timer", Duration.ofSeconds(1));
        assertThat(((Failed) waited).fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(function.invoke("succeeds")).isInstanceOf(Returned.class);
    }

    @Test
    void a_busy_loop_is_killed_and_the_next_process_answers() {
        Outcome waited = function.invoke("forever", Duration.ofSeconds(1));
        assertThat(((Failed) waited).fault()).isEqualTo(Fault.TIMEOUT);
        assertThat(function.invoke("succeeds")).isInstanceOf(Returned.class);
    }

    @Test
    void an_exit_is_an_error_and_the_next_process_answers() {
        Raised raised = (Raised) function.invoke("ends");
        assertThat(raised.type()).isEqualTo("Runtime.ExitError");
        assertThat(raised.message()).endsWith("Runtime exited with error: exit status 7");
        assertThat(function.invoke("succeeds")).isInstanceOf(Returned.class);
    }

    @Test
    void a_missing_module_is_an_init_error_that_names_it() {
        try (HostedRuntime incomplete = hosted("incomplete.handler")) {
            Raised raised = (Raised) incomplete.invoke("succeeds");
            assertThat(raised.type()).isEqualTo("Runtime.ImportModuleError");
            assertThat(raised.message()).contains("a-module-that-nobody-installed");
        }
    }

    @Test
    void a_handler_that_is_not_there_is_an_init_error() {
        try (HostedRuntime missing = hosted("handlers.nothing")) {
            assertThat(((Raised) missing.invoke("succeeds")).type()).isEqualTo("Runtime.HandlerNotFound");
        }
    }

    @Test
    void an_async_handler_is_served_too() {
        try (HostedRuntime async = hosted("handlers.async")) {
            assertThat(((Returned) async.invoke("allows")).payload()).hasToString("{\"isAuthorized\":true}");
            assertThat(((Raised) async.invoke("throws")).message()).isEqualTo("Unauthorized");
            assertThat(((Raised) async.invoke("string")).type()).isEqualTo("string");
        }
    }
}
