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

/** Cognito's own client library for browsers and Node, with nothing but its endpoint set. */
class RealClientTest {

    private static final String CODE = "424242";

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void the_library_is_there() {
        RealComponents.requireNode("amazon-cognito-identity-js");
    }

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void signs_in_with_its_default_srp_flow_and_gets_a_token_with_the_users_attributes() {
        JsonObject result = run(0, PoolOptions.defaults(), "srp", "jdoe", PoolOptions.PASSWORD);
        JsonObject claims = result.getJsonObject("claims");
        assertThat(result.getBoolean("valid")).isTrue();
        assertThat(claims.getString("cognito:username")).isEqualTo("jdoe");
        assertThat(claims.getString("given_name")).isEqualTo("John");
        assertThat(claims.getString("family_name")).isEqualTo("Doe");
        assertThat(claims.getString("gender")).isEqualTo("Male");
        assertThat(claims.getBoolean("email_verified")).isTrue();
        assertThat(claims.getString("token_use")).isEqualTo("id");
        assertThat(claims.getString("aud")).isEqualTo(PoolOptions.CLIENT_ID);
    }

    @Test
    void signs_in_by_srp_every_time_whatever_the_salts_and_keys_are() {
        for (int time = 0; time < 3; time++) {
            for (String password : new String[] {"P@ssw0rd", "Ärger-ünd-Ñot 7", "x"}) {
                PoolOptions options = PoolOptions.defaults().withUsers(NewUser.jdoe(password));
                assertThat(run(0, options, "srp", "jdoe", password).getString("id"))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void is_refused_with_a_wrong_password() {
        JsonObject error =
                run(1, PoolOptions.defaults(), "srp", "jdoe", "p@ssw0rd").getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("NotAuthorizedException");
        assertThat(error.getString("message")).isEqualTo("Incorrect username or password.");
    }

    @Test
    void cannot_tell_an_unknown_user_from_a_wrong_password() {
        JsonObject error =
                run(1, PoolOptions.defaults(), "srp", "nobody", "P@ssw0rd").getJsonObject("error");
        assertThat(error.getString("code")).isEqualTo("NotAuthorizedException");
        assertThat(error.getString("message")).isEqualTo("Incorrect username or password.");
    }

    @Test
    void signs_in_with_the_plain_password_flow() {
        JsonObject result = run(0, PoolOptions.defaults(), "password", "jdoe", PoolOptions.PASSWORD);
        assertThat(result.getString("access")).isNotEmpty();
    }

    @Test
    void renews_its_tokens() {
        JsonObject result = run(0, PoolOptions.defaults(), "refresh", "jdoe", PoolOptions.PASSWORD);
        JsonObject first = result.getJsonObject("first").getJsonObject("claims");
        JsonObject second = result.getJsonObject("second").getJsonObject("claims");
        assertThat(second.getString("jti")).isNotEqualTo(first.getString("jti"));
        assertThat(second.getString("origin_jti")).isEqualTo(first.getString("origin_jti"));
        assertThat(second.getLong("auth_time")).isEqualTo(first.getLong("auth_time"));
    }

    @Test
    void is_asked_for_a_code_where_the_user_has_sms_mfa() {
        PoolOptions options = PoolOptions.defaults()
                .withUsers(NewUser.jdoe(PoolOptions.PASSWORD).withSmsMfa())
                .withFixedCode(CODE);
        assertThat(run(0, options, "srp", "jdoe", PoolOptions.PASSWORD).getString("id"))
                .isNotEmpty();
        JsonObject refused = run(1, options.withFixedCode("111111"), "srp", "jdoe", PoolOptions.PASSWORD);
        assertThat(refused.getJsonObject("error").getString("code")).isEqualTo("CodeMismatchException");
    }

    @Test
    void signs_a_user_up_who_gets_in_only_after_the_right_code() {
        PoolOptions options = PoolOptions.defaults().withFixedCode(CODE);
        JsonObject result = run(0, options, "signup", "ada", "L0velace!");
        assertThat(result.getString("early")).isEqualTo("UserNotConfirmedException");
        assertThat(result.getString("wrong")).isEqualTo("CodeMismatchException");
        assertThat(result.getString("confirmed")).isEqualTo("SUCCESS");
        JsonObject claims = result.getJsonObject("claims");
        assertThat(claims.getString("sub")).isEqualTo(result.getString("sub"));
        assertThat(claims.getBoolean("email_verified")).isTrue();
    }

    @Test
    void reads_the_users_attributes_and_signs_out_everywhere() {
        JsonObject attributes = run(0, PoolOptions.defaults(), "attributes", "jdoe", PoolOptions.PASSWORD);
        assertThat(attributes.getString("email")).isEqualTo("jdoe@example.com");
        assertThat(attributes.getString("sub")).hasSize(36);
        assertThat(run(0, PoolOptions.defaults(), "signout", "jdoe", PoolOptions.PASSWORD)
                        .getBoolean("signedOut"))
                .isTrue();
    }

    private JsonObject run(int exit, PoolOptions options, String step, String username, String password) {
        DevelopmentUserPool pool = Waiting.await(DevelopmentUserPool.start(vertx, options));
        RealComponents.Outcome outcome = RealComponents.runNode(
                "pool-client.cjs",
                Map.of(
                        "ENDPOINT", pool.endpoint(),
                        "POOL", pool.poolId(),
                        "CLIENT", pool.clientId(),
                        "USERNAME", username,
                        "PASSWORD", password,
                        "CODE", CODE,
                        "STEP", step));
        Waiting.await(pool.close());
        assertThat(outcome.exit()).as(outcome.out() + outcome.err()).isEqualTo(exit);
        return new JsonObject(outcome.out());
    }
}
