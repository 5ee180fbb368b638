package dev.postern.authorizer.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.AuthorizerContract;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestRequest;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BuiltInAuthorizersTest {

    @Nested
    class Open extends AuthorizerContract {
        @Override
        protected Authorizer create() {
            return OpenAuthorizer.INSTANCE;
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty();
        }

        @Override
        protected boolean admitsEverybody() {
            return true;
        }

        @Test
        void it_vouches_for_nobody_whatever_is_shown() throws Exception {
            TestRequest request = TestRequest.bearer(SigningKey.rsa("k1").token(new JsonObject().put("sub", "root")));
            assertThat(decided(create().authorize(request)))
                    .isEqualTo(new Decision.Allow(Identity.ANONYMOUS, Instant.MAX));
            assertThat(create().isOpen()).isTrue();
        }
    }

    @Nested
    class Deny extends AuthorizerContract {
        @Override
        protected Authorizer create() {
            return DenyAuthorizer.INSTANCE;
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty();
        }

        @Override
        protected boolean admitsSomebody() {
            return false;
        }

        @Test
        void it_says_denied() throws Exception {
            assertThat(decided(create().authorize(good())).reason()).isEqualTo(Reason.DENIED);
            assertThat(create().isOpen()).isFalse();
        }
    }
}
