package dev.postern.authorizer.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Settings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract can fail: authorizers that break it, one promise each. */
class ContractFailsTest {

    private static final Future<Decision> REFUSED =
            Future.succeededFuture(Decision.Deny.because(Reason.CREDENTIAL_MISSING));

    /** The contract of an authorizer that is given as it is. */
    private static final class Contract extends AuthorizerFactoryContract {
        private final Authorizer authorizer;
        private final AuthorizerFactory factory;

        Contract(Authorizer authorizer, AuthorizerFactory factory) {
            this.authorizer = authorizer;
            this.factory = factory;
        }

        @Override
        protected Authorizer create() {
            return authorizer;
        }

        @Override
        protected AuthorizerFactory factory() {
            return factory;
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty().header("X-Api-Key", "sesame");
        }
    }

    /** A factory that reads no settings, and does not look whether there are any. */
    private record Careless(JsonObject schema) implements AuthorizerFactory {
        @Override
        public String type() {
            return "careless";
        }

        @Override
        public Authorizer create(AuthorizerContext context, Settings settings) {
            return request -> REFUSED;
        }
    }

    private interface Check {
        void of(Contract contract) throws Exception;
    }

    private static void assertBroken(Authorizer authorizer, Check check) throws Exception {
        assertBroken(new Contract(authorizer, null), check);
    }

    private static void assertBroken(Contract contract, Check check) throws Exception {
        try {
            assertThatThrownBy(() -> check.of(contract)).isInstanceOfAny(AssertionError.class, RuntimeException.class);
        } finally {
            contract.closeVertx();
        }
    }

    @Test
    void null_is_no_answer() throws Exception {
        assertBroken(request -> null, c -> c.a_bad_request_is_decided_without_an_exception(TestRequest.empty()));
        assertBroken(
                request -> Future.succeededFuture(),
                c -> c.a_bad_request_is_decided_without_an_exception(TestRequest.empty()));
    }

    @Test
    void an_exception_is_no_answer() throws Exception {
        Authorizer throwing = request -> {
            throw new IllegalStateException("as the case says");
        };
        assertBroken(throwing, c -> c.a_bad_request_is_decided_without_an_exception(TestRequest.empty()));
    }

    @Test
    void who_admits_whatever_comes_does_not_fail_closed() throws Exception {
        Authorizer open = request -> Future.succeededFuture(new Decision.Allow(Identity.ANONYMOUS, Instant.MAX));
        assertBroken(open, c -> c.a_bad_request_is_decided_without_an_exception(TestRequest.empty()));
    }

    @Test
    void who_waits_on_an_event_loop_is_seen() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Authorizer waiting = request -> {
            try {
                never.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return REFUSED;
        };
        Contract contract = new Contract(waiting, null);
        try {
            assertThatThrownBy(() ->
                            contract.a_bad_request_is_decided_on_an_event_loop_without_waiting(TestRequest.empty()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("keeps its event loop waiting");
        } finally {
            never.countDown();
            contract.closeVertx();
        }
    }

    @Test
    void a_factory_that_overlooks_settings_is_seen() throws Exception {
        Careless careless = new Careless(new JsonObject());
        assertBroken(new Contract(null, careless), Contract::a_setting_that_nobody_knows_is_refused_at_its_place);
    }

    @Test
    void a_schema_that_is_open_or_says_nothing_is_seen() throws Exception {
        JsonObject type = new JsonObject().put("const", "careless").put("description", "Chooses it.");
        JsonObject open = new JsonObject().put("properties", new JsonObject().put("type", type));
        JsonObject silent = new JsonObject()
                .put("additionalProperties", false)
                .put("properties", new JsonObject().put("type", type).put("header", new JsonObject()));
        assertBroken(
                new Contract(null, new Careless(open)), Contract::its_schema_is_closed_and_describes_every_setting);
        assertBroken(
                new Contract(null, new Careless(silent)), Contract::its_schema_is_closed_and_describes_every_setting);
    }

    @Test
    void a_context_that_replaces_the_principal_is_seen() throws Exception {
        Identity forged = new Identity("jdoe", Map.of("principalId", "root"), Map.of());
        Authorizer authorizer = request -> Future.succeededFuture(new Decision.Allow(forged, Instant.MAX));
        assertBroken(authorizer, Contract::an_identity_never_lets_context_replace_the_principal);
    }

    @Test
    void who_answers_nothing_after_close_is_seen() throws Exception {
        Authorizer authorizer = new Authorizer() {
            private volatile boolean closed;

            @Override
            public Future<Decision> authorize(AuthorizationRequest request) {
                return closed ? null : REFUSED;
            }

            @Override
            public Future<Void> close() {
                closed = true;
                return Future.succeededFuture();
            }
        };
        assertBroken(authorizer, Contract::close_during_calls_leaves_no_call_without_an_answer);
    }
}
