package dev.postern.authorizer.jwt;

import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.testing.AuthorizerFactoryContract;
import dev.postern.authorizer.testing.KeyServer;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestRequest;
import io.vertx.core.json.JsonObject;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Nested;

/** Both token authorizers, found as the gateway finds them and with keys behind HTTP. */
class TokenAuthorizersContractTest {

    private abstract static class Tokens extends AuthorizerFactoryContract {
        private static final SigningKey KEY = SigningKey.rsa("k1");
        private KeyServer server;

        abstract String type();

        @Override
        protected AuthorizerFactory factory() {
            return ServiceLoader.load(AuthorizerFactory.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(one -> one.type().equals(type()))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        protected JsonObject settings() throws Exception {
            if (server == null) {
                server = KeyServer.answering(vertx, SigningKey.jwks(KEY));
            }
            return new JsonObject()
                    .put("issuer", "https://login.example.com/")
                    .put("jwks", server.url("/jwks.json"))
                    .put(type().equals("jwt") ? "audiences" : "clients", "notes");
        }

        @Override
        protected TestRequest good() {
            long now = TestClock.START.getEpochSecond();
            return TestRequest.bearer(KEY.token(new JsonObject()
                    .put("iss", "https://login.example.com/")
                    .put("aud", "notes")
                    .put("token_use", "id")
                    .put("sub", "jdoe")
                    .put("exp", now + 60)
                    .put("iat", now)));
        }
    }

    @Nested
    class Jwt extends Tokens {
        @Override
        String type() {
            return "jwt";
        }
    }

    @Nested
    class Cognito extends Tokens {
        @Override
        String type() {
            return "cognito";
        }
    }
}
