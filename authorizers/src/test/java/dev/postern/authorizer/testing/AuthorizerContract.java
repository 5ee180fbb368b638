package dev.postern.authorizer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.Decision;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every authorizer owes the gateway: it decides whatever the request is, closed in doubt; never answers with null,
 * never waits on an event loop; one object serves all event loops; after {@code close} every call still gets its answer.
 * Nothing here knows of what kind it is. {@link AuthorizerFactoryContract} adds what its factory owes.
 *
 * <p>A test class extends this one, says how to make the authorizer and which request it admits, and inherits the tests.
 * This package is published as {@code postern-authorizers} with type {@code test-jar}; it needs JUnit 5 and AssertJ.
 */
public abstract class AuthorizerContract {

    /** An event loop that is seen waiting in as many looks as this, one after the other, is blocked. */
    private static final int BLOCKED_LOOKS = 40;

    private static final long LOOK_NANOS = 500_000;

    protected final Vertx vertx = Vertx.vertx();
    protected final TestContext context = new TestContext(vertx);

    /** An authorizer that was not started. */
    protected abstract Authorizer create() throws Exception;

    /** A request it admits once it was started. */
    protected abstract TestRequest good() throws Exception;

    /** Whether it admits without a credential. */
    protected boolean admitsEverybody() {
        return false;
    }

    /** Whether it admits anybody. */
    protected boolean admitsSomebody() {
        return true;
    }

    @AfterEach
    void closeVertx() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Authorizer started() throws Exception {
        Authorizer authorizer = create();
        assertThat(context.problems.errors).isEmpty();
        authorizer.start().await(10, TimeUnit.SECONDS);
        return authorizer;
    }

    protected static Decision decided(Future<Decision> future) throws TimeoutException {
        assertThat(future).isNotNull();
        Decision decision = future.await(10, TimeUnit.SECONDS);
        assertThat(decision).isNotNull();
        return decision;
    }

    /** Requests that no authorizer with a credential of its own may admit. */
    static List<TestRequest> bad() {
        List<TestRequest> requests = new ArrayList<>();
        requests.add(TestRequest.empty());
        for (String value : List.of("", " ", "Bearer", "Bearer ", ".", "..", "...", "a.b.c", "Basic YTpi", "null")) {
            requests.add(TestRequest.empty().header("Authorization", value));
        }
        requests.add(TestRequest.empty().header("Authorization", "Bearer " + "a".repeat(20_000)));
        requests.add(TestRequest.empty().header("Authorization", "Bearer " + ".".repeat(10_000)));
        requests.add(TestRequest.empty().header("Authorization", "Bearer \u0000\uffff.é.ü"));
        requests.add(TestRequest.empty().header("Authorization", "a").header("authorization", "b"));
        return requests;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_request_is_decided_without_an_exception(TestRequest request) throws Exception {
        Authorizer authorizer = started();
        Decision decision = decided(authorizer.authorize(request));
        assertThat(decision instanceof Decision.Allow).isEqualTo(admitsEverybody());
    }

    @Test
    void a_good_request_is_admitted_after_the_start() throws Exception {
        Authorizer authorizer = started();
        assertThat(authorizer.state().hasDecided()).isTrue();
        assertThat(authorizer.state().canDecide()).isTrue();
        assertThat(decided(authorizer.authorize(good())) instanceof Decision.Allow)
                .isEqualTo(admitsSomebody());
    }

    @Test
    void before_the_start_nothing_is_thrown_and_state_and_sources_are_there() throws Exception {
        Authorizer authorizer = create();
        AuthorizerState state = authorizer.state();
        assertThat(state.detail()).isNotBlank();
        assertThat(authorizer.credentialSources()).isNotNull();
        Decision decision = decided(authorizer.authorize(good()));
        if (!state.hasDecided()) {
            assertThat(decision).isInstanceOf(Decision.Unavailable.class);
        }
    }

    @Test
    void concurrent_first_calls_all_get_the_same_answer() throws Exception {
        Authorizer authorizer = started();
        List<Promise<Decision>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Promise<Decision> answer = Promise.promise();
            answers.add(answer);
            TestRequest request = good();
            Context loop = vertx.getOrCreateContext();
            loop.runOnContext(v -> authorizer.authorize(request).onComplete(answer));
        }
        for (Promise<Decision> answer : answers) {
            assertThat(decided(answer.future()) instanceof Decision.Allow).isEqualTo(admitsSomebody());
        }
    }

    @Test
    void close_during_calls_leaves_no_call_without_an_answer() throws Exception {
        Authorizer authorizer = started();
        List<Future<Decision>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(authorizer.authorize(good()));
        }
        Future<Void> closed = authorizer.close();
        for (int i = 0; i < 8; i++) {
            calls.add(authorizer.authorize(good()));
        }
        assertThat(closed).isNotNull();
        closed.await(10, TimeUnit.SECONDS);
        for (Future<Decision> call : calls) {
            decided(call);
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_request_is_decided_on_an_event_loop_without_waiting(TestRequest request) throws Exception {
        Authorizer authorizer = started();
        assertThat(seenWaiting(authorizer, request))
                .as("authorize() keeps its event loop waiting")
                .isFalse();
    }

    @Test
    void a_good_request_is_decided_on_an_event_loop_without_waiting() throws Exception {
        Authorizer authorizer = started();
        for (int i = 0; i < 3; i++) {
            assertThat(seenWaiting(authorizer, good()))
                    .as("authorize() keeps its event loop waiting")
                    .isFalse();
        }
    }

    /** Looks at the event loop's thread, again and again, until the call has returned. */
    private boolean seenWaiting(Authorizer authorizer, TestRequest request) throws Exception {
        CompletableFuture<Thread> begun = new CompletableFuture<>();
        CompletableFuture<Future<Decision>> returned = new CompletableFuture<>();
        vertx.getOrCreateContext().runOnContext(v -> {
            begun.complete(Thread.currentThread());
            try {
                returned.complete(authorizer.authorize(request));
            } catch (RuntimeException | Error e) {
                returned.completeExceptionally(e);
            }
        });
        Thread loop = begun.get(10, TimeUnit.SECONDS);
        int waiting = 0;
        while (!returned.isDone() && waiting < BLOCKED_LOOKS) {
            Thread.State state = loop.getState();
            boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            waiting = waits && isInCall(loop) ? waiting + 1 : 0;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        if (waiting < BLOCKED_LOOKS) {
            decided(returned.get(10, TimeUnit.SECONDS));
        }
        return waiting >= BLOCKED_LOOKS;
    }

    private static boolean isInCall(Thread thread) {
        for (StackTraceElement frame : thread.getStackTrace()) {
            if (frame.getMethodName().contains("seenWaiting")) {
                return true;
            }
        }
        return false;
    }

    @Test
    void an_identity_never_lets_context_replace_the_principal() throws Exception {
        Decision decision = decided(started().authorize(good()));
        if (decision instanceof Decision.Allow allow) {
            assertThat(allow.identity().context()).doesNotContainKey("principalId");
            for (Map.Entry<String, Object> value : allow.identity().context().entrySet()) {
                assertThat(value.getValue()).isInstanceOfAny(String.class, Number.class, Boolean.class);
            }
            assertThat(allow.expiry()).isNotNull();
        }
    }
}
