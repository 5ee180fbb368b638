package dev.postern.function.limit;

import static dev.postern.function.testing.ToldEndpoint.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.FunctionEvents;
import dev.postern.function.Invocation;
import dev.postern.function.LambdaFunction;
import dev.postern.function.Outcome;
import dev.postern.function.http.Endpoint;
import dev.postern.function.http.HttpCaller;
import dev.postern.function.testing.ToldEndpoint;
import dev.postern.function.testing.Waiting;
import dev.postern.function.url.UrlFunction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits in front of a real endpoint, with callers on two event loops, and in front of a transport held by hand. */
@Tag("socket")
class LimitedFunctionTest {

    private static final Duration LONG = Duration.ofSeconds(15);

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final AtomicLong now = new AtomicLong();
    private final ToldEndpoint endpoint = new ToldEndpoint(request -> json(200, "", "{}"));
    private final Recorded events = new Recorded();
    private LimitedFunction function;

    private static final class Recorded implements FunctionEvents {
        private final List<String> outcomes = new CopyOnWriteArrayList<>();
        private IntSupplier running;
        private IntSupplier waiting;
        private IntSupplier breaker;
        private boolean closed;

        @Override
        public void ended(Outcome outcome, long nanos) {
            outcomes.add(outcome.word());
        }

        @Override
        public void gauges(IntSupplier running, IntSupplier waiting, IntSupplier breaker) {
            this.running = running;
            this.waiting = waiting;
            this.breaker = breaker;
        }

        @Override
        public void closed() {
            closed = true;
        }
    }

    /** A transport whose invocations end when the test says so. */
    private static final class Held implements LambdaFunction {
        private final List<Invocation> invocations = new CopyOnWriteArrayList<>();
        private final List<Promise<Outcome>> promises = new CopyOnWriteArrayList<>();
        private int starts;

        @Override
        public String name() {
            return "held";
        }

        @Override
        public Future<Outcome> invoke(Invocation invocation) {
            Promise<Outcome> promise = Promise.promise();
            promises.add(promise);
            invocations.add(invocation);
            return promise.future();
        }

        @Override
        public Future<Void> start() {
            starts++;
            return Future.succeededFuture();
        }
    }

    @AfterEach
    void close() {
        endpoint.close();
        if (function != null) {
            Waiting.result(function.close());
            assertThat(events.closed).isTrue();
        }
        Waiting.result(vertx.close());
    }

    private void limit(LambdaFunction transport, int concurrency, int queue, CircuitBreaker.Settings breaker) {
        function = new LimitedFunction(
                transport, new FunctionLimits(concurrency, queue, 1000, breaker), vertx, now::get, events);
    }

    private UrlFunction url() {
        return new UrlFunction(
                "auth",
                "/",
                new HttpCaller(
                        vertx,
                        new HttpCaller.Settings(
                                new Endpoint(false, "127.0.0.1", endpoint.port()),
                                null,
                                null,
                                1000,
                                10,
                                Duration.ofSeconds(4))));
    }

    private Future<Outcome> invoke(Duration patience) {
        return function.invoke(new Invocation(Buffer.buffer("{}"), patience, null));
    }

    /** From event loops in turn. */
    private List<Future<Outcome>> invoke(int times, Duration patience) {
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Promise<Outcome> promise = Promise.promise();
            vertx.runOnContext(v -> invoke(patience).onComplete(promise));
            outcomes.add(promise.future());
        }
        return outcomes;
    }

    private static List<String> words(List<Future<Outcome>> outcomes) {
        return outcomes.stream().map(each -> Waiting.result(each).word()).toList();
    }

    @Test
    void a_function_that_never_answers_never_holds_more_requests_than_configured() {
        endpoint.answer(request -> null);
        limit(url(), 3, 0, null);
        List<Future<Outcome>> outcomes = invoke(20, LONG);
        Waiting.until("seventeen are told", () -> events.outcomes.size() == 17);
        assertThat(events.outcomes).containsOnly("busy");
        Waiting.until("three are held", () -> endpoint.seen().size() == 3);
        assertThat(events.running.getAsInt()).isEqualTo(3);
        // The endpoint lets go: the places are free again.
        endpoint.close();
        assertThat(words(outcomes)).containsOnly("busy", "unreachable");
        assertThat(events.running.getAsInt()).isZero();
    }

    @Test
    void a_queue_is_served_in_order_and_is_bounded_too() {
        Held held = new Held();
        limit(held, 1, 2, null);
        List<Future<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            outcomes.add(function.invoke(new Invocation(Buffer.buffer("\"" + i + "\""), LONG, "trace-" + i)));
        }
        assertThat(Waiting.result(outcomes.get(3)).word()).isEqualTo("busy");
        assertThat(events.waiting.getAsInt()).isEqualTo(2);
        for (int i = 0; i < 3; i++) {
            int next = i;
            Waiting.until("invocation " + i, () -> held.promises.size() == next + 1);
            assertThat(held.invocations.get(i).trace()).isEqualTo("trace-" + i);
            assertThat(events.running.getAsInt()).isEqualTo(1);
            held.promises
                    .get(i)
                    .complete(new Outcome.Returned(held.invocations.get(i).event()));
            assertThat(Waiting.result(outcomes.get(i))).isEqualTo(new Outcome.Returned(Buffer.buffer("\"" + i + "\"")));
        }
        Waiting.until("nothing runs", () -> events.running.getAsInt() == 0);
        assertThat(events.waiting.getAsInt()).isZero();
    }

    @Test
    void waiting_is_part_of_an_invocation_s_patience() {
        Held held = new Held();
        limit(held, 1, 2, null);
        invoke(LONG);
        Future<Outcome> patient = invoke(LONG);
        Future<Outcome> hasty = invoke(Duration.ofMillis(1));
        assertThat(Waiting.result(hasty))
                .isEqualTo(new Outcome.Failed(Outcome.Fault.BUSY, "waited in line for all its time"));
        now.addAndGet(Duration.ofSeconds(6).toNanos());
        held.promises.get(0).complete(new Outcome.Returned(Buffer.buffer("1")));
        Waiting.until("the second", () -> held.promises.size() == 2);
        assertThat(held.invocations.get(1).patience()).isEqualTo(Duration.ofSeconds(9));
        held.promises.get(1).complete(new Outcome.Returned(Buffer.buffer("2")));
        assertThat(Waiting.result(patient).word()).isEqualTo("returned");
    }

    @Test
    void an_endpoint_that_is_down_is_left_alone_until_a_probe_finds_it_well() {
        endpoint.answer(request -> json(503, "", "{}"));
        limit(url(), 10, 0, new CircuitBreaker.Settings(2, Duration.ofSeconds(5)));
        for (int i = 0; i < 5; i++) {
            Waiting.result(invoke(LONG));
        }
        assertThat(events.outcomes).containsExactly("endpoint_error", "endpoint_error", "broken", "broken", "broken");
        assertThat(events.breaker.getAsInt()).isEqualTo(2);
        assertThat(endpoint.seen()).hasSize(2);
        endpoint.answer(request -> json(200, "", "{}"));
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(Waiting.result(invoke(LONG)).word()).isEqualTo("returned");
        assertThat(events.breaker.getAsInt()).isZero();
    }

    @Test
    @DisplayName(
            "callers with bad tokens cannot open the breaker, however many, nor can a function that answers nonsense")
    void callers_with_bad_tokens_cannot_open_the_breaker() {
        limit(url(), 50, 0, new CircuitBreaker.Settings(1, LONG));
        List<String> answers = List.of(
                json(200, "X-Amz-Function-Error: Unhandled\r\n", "{\"errorMessage\":\"Unauthorized\"}"),
                json(200, "X-Amz-Function-Error: Unhandled\r\n", "{\"errorMessage\":\"jwt malformed\"}"),
                json(200, "", "{\"isAuthorized\":false}"),
                json(200, "", "no policy"),
                json(200, "", "\"" + "x".repeat(2000) + "\""),
                json(403, "", "{}"),
                json(429, "", "{}"));
        for (String answer : answers) {
            endpoint.answer(request -> answer);
            assertThat(words(invoke(20, LONG))).doesNotContain("broken");
        }
        assertThat(events.breaker.getAsInt()).isZero();
        assertThat(endpoint.seen()).hasSize(20 * answers.size());
    }

    @Test
    void those_in_line_do_not_wait_for_a_function_that_broke_meanwhile() {
        Held held = new Held();
        limit(held, 1, 5, new CircuitBreaker.Settings(1, LONG));
        List<Future<Outcome>> outcomes = invoke(4, LONG);
        Waiting.until("three wait", () -> events.waiting.getAsInt() == 3);
        held.promises.get(0).complete(new Outcome.Failed(Outcome.Fault.TIMEOUT, "told"));
        assertThat(words(outcomes)).containsExactlyInAnyOrder("timeout", "broken", "broken", "broken");
        assertThat(events.running.getAsInt()).isZero();
    }

    @Test
    void a_transport_that_throws_costs_no_place() {
        limit(
                new LambdaFunction() {
                    @Override
                    public String name() {
                        return "bug";
                    }

                    @Override
                    public Future<Outcome> invoke(Invocation invocation) {
                        throw new IllegalStateException("bug");
                    }
                },
                1,
                0,
                CircuitBreaker.Settings.DEFAULT);
        for (int i = 0; i < 10; i++) {
            assertThat(Waiting.result(invoke(LONG)).word()).isEqualTo("malformed");
        }
    }

    @Test
    void the_answer_of_any_transport_is_bounded() {
        Held held = new Held();
        limit(held, 1, 0, null);
        Future<Outcome> outcome = invoke(LONG);
        held.promises.get(0).complete(new Outcome.Returned(Buffer.buffer("x".repeat(1001))));
        assertThat(Waiting.result(outcome).word()).isEqualTo("too_large");
    }

    @Test
    void a_transport_is_started_once() {
        Held held = new Held();
        limit(held, 1, 0, null);
        Waiting.result(function.start());
        Waiting.result(function.start());
        assertThat(held.starts).isEqualTo(1);
    }
}
