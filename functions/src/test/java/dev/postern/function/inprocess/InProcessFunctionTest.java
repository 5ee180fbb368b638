package dev.postern.function.inprocess;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.Invocation;
import dev.postern.function.Outcome;
import dev.postern.function.Outcome.Fault;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real handlers against the interfaces of aws-lambda-java-core, called as the gateway calls them. */
class InProcessFunctionTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void open() {
        Handlers.gate = new CountDownLatch(0);
        Handlers.ENTERED.set(0);
        Handlers.INTERRUPTED.set(0);
    }

    @AfterEach
    void close() throws Exception {
        Handlers.gate.countDown();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private InProcessFunction function(Class<?> handler, int concurrency) {
        return InProcessFunction.of(
                "gatekeeper",
                handler.getName(),
                handler.getClassLoader(),
                concurrency,
                1 << 20,
                vertx,
                (what, right) -> {
                    throw new AssertionError(what);
                });
    }

    private static Future<Outcome> invoke(InProcessFunction function, String event, Duration patience) {
        return function.invoke(new Invocation(Buffer.buffer(event), patience, null));
    }

    private static Outcome answer(InProcessFunction function, String event) throws Exception {
        return invoke(function, event, PATIENCE).await(10, TimeUnit.SECONDS);
    }

    @Test
    void a_handler_gets_the_event_as_maps_and_a_context_and_runs_on_no_event_loop() throws Exception {
        InProcessFunction function = function(Handlers.Echo.class, 2);
        function.start().await(10, TimeUnit.SECONDS);
        Outcome.Returned returned = (Outcome.Returned)
                answer(function, "{\"type\":\"TOKEN\",\"n\":1,\"deep\":{\"list\":[1,\"a\",null,true]}}");
        JsonObject said = new JsonObject(returned.payload());
        assertThat(said.getString("type")).isEqualTo("TOKEN");
        assertThat(said.getInteger("n")).isEqualTo(1);
        assertThat(said.getJsonObject("deep").encode()).isEqualTo("{\"list\":[1,\"a\",null,true]}");
        assertThat(said.getString("function")).isEqualTo("gatekeeper");
        assertThat(said.getString("arn")).endsWith(":function:gatekeeper");
        assertThat(said.getString("context")).isEqualTo("context of gatekeepertrue");
        assertThat(said.getValue("identity")).isNull();
        for (String flag : List.of("inTime", "hasId", "memory", "loader")) {
            assertThat(said.getBoolean(flag)).as(flag).isTrue();
        }
        assertThat(said.getString("thread")).startsWith("function-gatekeeper-");
    }

    @ParameterizedTest
    @CsvSource({
        "message, java.lang.RuntimeException, Unauthorized",
        "nothing, java.lang.IllegalStateException, java.lang.IllegalStateException",
        "error, java.lang.NoClassDefFoundError, com/example/Missing",
        "stack, java.lang.StackOverflowError, java.lang.StackOverflowError"
    })
    void what_a_handler_throws_is_its_error_as_lambda_tells_it(String what, String type, String message)
            throws Exception {
        InProcessFunction function = function(Handlers.Thrower.class, 1);
        Outcome.Raised raised = (Outcome.Raised) answer(function, "{\"throw\":\"" + what + "\"}");
        assertThat(raised.type()).isEqualTo(type);
        assertThat(raised.message()).isEqualTo(message);
        JsonObject payload = new JsonObject(raised.payload());
        assertThat(payload.getString("errorType")).isEqualTo(type);
        assertThat(payload.getString("errorMessage")).isEqualTo(message);
        assertThat(payload.getJsonArray("stackTrace")).isNotEmpty().hasSizeLessThanOrEqualTo(32);
        assertThat(answer(function, "{}")).isEqualTo(new Outcome.Returned(Buffer.buffer("null")));
    }

    @Test
    void an_answer_that_json_cannot_say_is_an_error_of_the_function() throws Exception {
        assertThat(answer(function(Handlers.Thrower.class, 1), "{\"throw\":\"unspeakable\"}"))
                .isInstanceOf(Outcome.Raised.class);
    }

    @Test
    void a_stream_handler_reads_and_writes_by_itself_within_limits() throws Exception {
        InProcessFunction function = function(Handlers.Stream.class, 1);
        assertThat(answer(function, "{\"a\":1}"))
                .isEqualTo(new Outcome.Returned(Buffer.buffer("{\"heard\":{\"a\":1}}")));
        assertThat(answer(function, "{\"silent\":1}")).isEqualTo(new Outcome.Returned(Buffer.buffer("null")));
        assertThat(((Outcome.Failed) answer(function, "{\"broken\":1}")).fault())
                .isEqualTo(Fault.MALFORMED);
        assertThat(((Outcome.Failed) answer(function, "{\"flood\":1}")).fault()).isEqualTo(Fault.TOO_LARGE);
        Outcome.Raised raised = (Outcome.Raised) answer(function, "{\"throw\":1}");
        assertThat(raised.type()).isEqualTo("java.io.IOException");
        assertThat(raised.message()).isEqualTo("Unauthorized");
    }

    @Test
    void a_handler_that_is_late_is_given_up_and_interrupted_and_its_thread_serves_again() throws Exception {
        Handlers.gate = new CountDownLatch(1);
        InProcessFunction function = function(Handlers.Waiter.class, 1);
        Outcome late = invoke(function, "{}", Duration.ofMillis(50)).await(10, TimeUnit.SECONDS);
        assertThat(((Outcome.Failed) late).fault()).isEqualTo(Fault.TIMEOUT);
        Handlers.gate.countDown();
        Outcome next = answer(function, "{}");
        while (next instanceof Outcome.Failed busy && busy.fault() == Fault.BUSY) {
            next = answer(function, "{}");
        }
        assertThat(next).isEqualTo(new Outcome.Returned(Buffer.buffer("\"through\"")));
        assertThat(Handlers.INTERRUPTED).hasValueLessThanOrEqualTo(1);
    }

    @Test
    void handlers_that_never_return_hold_their_threads_and_no_more_and_later_calls_are_busy() throws Exception {
        Handlers.gate = new CountDownLatch(1);
        InProcessFunction function = function(Handlers.Stubborn.class, 3);
        List<Future<Outcome>> stuck = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stuck.add(invoke(function, "{}", Duration.ofMillis(500)));
        }
        for (Future<Outcome> call : stuck) {
            assertThat(((Outcome.Failed) call.await(10, TimeUnit.SECONDS)).fault())
                    .isEqualTo(Fault.TIMEOUT);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(((Outcome.Failed) answer(function, "{}")).fault()).isEqualTo(Fault.BUSY);
        }
        assertThat(Handlers.ENTERED).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void an_object_of_the_class_sees_one_event_at_a_time() throws Exception {
        InProcessFunction function = function(Handlers.Counter.class, 8);
        List<Future<Outcome>> calls = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < 8; i++) {
                calls.add(invoke(function, "{}", PATIENCE));
            }
            for (Future<Outcome> call : calls) {
                assertThat(call.await(10, TimeUnit.SECONDS)).isEqualTo(new Outcome.Returned(Buffer.buffer("1")));
            }
            calls.clear();
        }
    }

    /** The caller may hand over the next event in the moment it got an answer. */
    @Test
    void a_place_is_free_again_before_the_answer_is_told() throws Exception {
        InProcessFunction function = function(Handlers.Echo.class, 1);
        for (int i = 0; i < 500; i++) {
            assertThat(answer(function, "{}")).isInstanceOf(Outcome.Returned.class);
        }
    }

    @Test
    void a_class_that_cannot_be_made_is_an_error_of_the_function() throws Exception {
        InProcessFunction function = function(Handlers.Unborn.class, 1);
        function.start().await(10, TimeUnit.SECONDS);
        Outcome.Raised raised = (Outcome.Raised) answer(function, "{}");
        assertThat(raised.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(raised.message()).isEqualTo("no configuration");
    }

    @Test
    void an_event_that_is_no_object_is_an_error_of_the_function() throws Exception {
        assertThat(answer(function(Handlers.Echo.class, 1), "[1]")).isInstanceOf(Outcome.Raised.class);
    }

    @Test
    void after_close_nothing_runs_any_more_and_callers_hear_of_it() throws Exception {
        Handlers.gate = new CountDownLatch(1);
        InProcessFunction function = function(Handlers.Waiter.class, 2);
        Future<Outcome> running = invoke(function, "{}", Duration.ofSeconds(2));
        function.close().await(10, TimeUnit.SECONDS);
        assertThat(((Outcome.Failed) answer(function, "{}")).fault()).isEqualTo(Fault.UNREACHABLE);
        assertThat(running.await(10, TimeUnit.SECONDS)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Parameters | cannot be made an object of",
                "Unfinished | cannot be made an object of",
                "Hidden     | cannot be made an object of",
                "Bystander  | is neither a RequestHandler nor a RequestStreamHandler",
                "Nobody     | is not there",
                "OwnTypes   | takes or returns objects of its own",
                "OwnAnswer  | takes or returns objects of its own"
            })
    void a_class_that_is_no_handler_is_told_with_what_would_be_right(String name, String expected) {
        List<String> told = new ArrayList<>();
        String className = Handlers.class.getName() + "$" + name;
        InProcessFunction function = InProcessFunction.of(
                "f",
                className,
                Handlers.class.getClassLoader(),
                1,
                1024,
                vertx,
                (what, right) -> told.add(what + "; " + right));
        assertThat(function).isNull();
        assertThat(told).hasSize(1);
        assertThat(told.get(0)).startsWith(expected).contains("; ");
    }

    @Test
    void a_plug_in_without_the_interfaces_is_told_so() {
        List<String> told = new ArrayList<>();
        ClassLoader none = ClassLoader.getPlatformClassLoader();
        assertThat(InProcessFunction.of(
                        "f", "java.util.ArrayList", none, 1, 1024, vertx, (what, right) -> told.add(what)))
                .isNull();
        assertThat(told).containsExactly("has no aws-lambda-java-core beside it");
    }
}
