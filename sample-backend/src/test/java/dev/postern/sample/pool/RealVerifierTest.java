package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.RealComponents;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pool's tokens before AWS's own verifier, under the issuer that a pool of that id has at AWS. */
class RealVerifierTest {

    private final Vertx vertx = Vertx.vertx();
    private final DevelopmentUserPool pool = Waiting.await(DevelopmentUserPool.start(
            vertx,
            PoolOptions.defaults().withIssuer("https://cognito-idp.us-east-1.amazonaws.com/" + PoolOptions.POOL_ID)));

    @BeforeEach
    void the_library_is_there() {
        RealComponents.requireNode("aws-jwt-verify");
    }

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void it_accepts_both_kinds_as_what_they_are() {
        assertThat(verify(0, pool.idToken("jdoe"), "id").getString("given_name"))
                .isEqualTo("John");
        assertThat(verify(0, pool.accessToken("jdoe"), "access").getString("username"))
                .isEqualTo("jdoe");
    }

    @Test
    void it_refuses_one_kind_as_the_other_and_a_token_for_another_client() {
        assertThat(refusal(pool.accessToken("jdoe"), "id")).isEqualTo("CognitoJwtInvalidTokenUseError");
        String foreign = pool.idToken("jdoe", claims -> claims.put("aud", "another"));
        assertThat(refusal(foreign, "id")).isEqualTo("CognitoJwtInvalidClientIdError");
    }

    private String refusal(String token, String use) {
        return verify(1, token, use).getJsonObject("error").getString("name");
    }

    private JsonObject verify(int exit, String token, String use) {
        RealComponents.Outcome outcome = RealComponents.runNode(
                "verify-token.cjs",
                Map.of(
                        "POOL", pool.poolId(),
                        "CLIENT", pool.clientId(),
                        "TOKEN", token,
                        "TOKEN_USE", use,
                        "JWKS", pool.keySet().encode()));
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(exit);
        return new JsonObject(outcome.out());
    }
}
