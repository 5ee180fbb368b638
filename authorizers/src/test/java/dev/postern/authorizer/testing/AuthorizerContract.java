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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every authorizer owes the gateway. Subclasses make one; nothing here knows of what kind it is. */
public abstract class AuthorizerContract {

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
