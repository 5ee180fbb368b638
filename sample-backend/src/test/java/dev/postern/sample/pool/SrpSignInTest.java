package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.SettableClock;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SrpSignInTest {

    private static final String NOW = "Fri Nov 6 09:05:07 UTC 2026";

    private final Vertx vertx = Vertx.vertx();
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-06T09:05:07Z"));
    private final DevelopmentUserPool pool = Waiting.await(
            DevelopmentUserPool.start(vertx, PoolOptions.defaults().withClock(clock)));
    private final PoolCaller caller = new PoolCaller(vertx, pool);
    private final SrpClient client = new SrpClient("Postern01");

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void the_right_password_gets_tokens() throws Exception {
        JsonObject result = respond(challenge("jdoe"), "jdoe", "P@ssw0rd", NOW).json();
        assertThat(result.getJsonObject("AuthenticationResult").fieldNames())
                .containsExactlyInAnyOrder("AccessToken", "ExpiresIn", "IdToken", "RefreshToken", "TokenType");
        assertThat(result.getJsonObject("AuthenticationResult").getInteger("ExpiresIn"))
                .isEqualTo(3600);
        assertThat(result.getJsonObject("AuthenticationResult").getString("TokenType"))
                .isEqualTo("Bearer");
    }

    @Test
    void a_wrong_password_is_refused() throws Exception {
        refused(respond(challenge("jdoe"), "jdoe", "P@ssw0rd!", NOW));
    }

    @Test
    void an_unknown_user_gets_a_challenge_like_any_other_and_the_same_refusal() throws Exception {
        JsonObject known = challenge("jdoe");
        JsonObject unknown = challenge("nobody");
        assertThat(unknown.fieldNames()).isEqualTo(known.fieldNames());
        assertThat(challenge("nobody").getString("SALT")).isEqualTo(unknown.getString("SALT"));
        assertThat(challenge("nobody").getString("SRP_B")).isNotEqualTo(unknown.getString("SRP_B"));
        refused(respond(unknown, "nobody", "P@ssw0rd", NOW));
    }

    @Test
    void a_challenge_is_answered_once() throws Exception {
        JsonObject challenge = challenge("jdoe");
        String signature = client.sign(challenge, "P@ssw0rd", NOW);
        assertThat(respond(challenge.getString("SECRET_BLOCK"), signature, "jdoe", NOW)
                        .status())
                .isEqualTo(200);
        refused(respond(challenge.getString("SECRET_BLOCK"), signature, "jdoe", NOW));
    }

    @Test
    void a_wrong_answer_uses_the_challenge_up() throws Exception {
        JsonObject challenge = challenge("jdoe");
        refused(respond(challenge, "jdoe", "wrong", NOW));
        refused(respond(challenge, "jdoe", "P@ssw0rd", NOW));
    }

    @Test
    void a_challenge_expires_after_three_minutes() throws Exception {
        JsonObject challenge = challenge("jdoe");
        clock.move(Duration.ofMinutes(3));
        refused(respond(challenge, "jdoe", "P@ssw0rd", "Fri Nov 6 09:08:07 UTC 2026"));
    }

    @Test
    void a_secret_block_that_was_changed_is_unknown() throws Exception {
        JsonObject challenge = challenge("jdoe");
        String block = challenge.getString("SECRET_BLOCK");
        char last = block.charAt(block.length() - 1) == 'A' ? 'B' : 'A';
        challenge.put("SECRET_BLOCK", block.substring(0, block.length() - 1) + last);
        refused(respond(challenge, "jdoe", "P@ssw0rd", NOW));
        challenge.put("SECRET_BLOCK", "AAAA");
        refused(respond(challenge, "jdoe", "P@ssw0rd", NOW));
    }

    @Test
    void an_answer_in_another_users_name_is_refused() throws Exception {
        refused(respond(challenge("jdoe"), "nobody", "P@ssw0rd", NOW));
    }

    @Test
    void an_answer_more_than_five_minutes_old_or_early_is_refused() throws Exception {
        PoolCaller.Answer old = respond(challenge("jdoe"), "jdoe", "P@ssw0rd", "Fri Nov 6 09:00:06 UTC 2026");
        assertThat(old.json().getString("message")).contains("TIMESTAMP");
        PoolCaller.Answer early = respond(challenge("jdoe"), "jdoe", "P@ssw0rd", "Fri Nov 6 09:10:08 UTC 2026");
        assertThat(early.type()).isEqualTo("NotAuthorizedException");
        PoolCaller.Answer justInTime = respond(challenge("jdoe"), "jdoe", "P@ssw0rd", "Fri Nov 6 09:10:07 UTC 2026");
        assertThat(justInTime.status()).isEqualTo(200);
    }

    @Test
    void a_padded_day_is_signed_over_another_text_than_cognitos() throws Exception {
        refused(respond(challenge("jdoe"), "jdoe", "P@ssw0rd", "Fri Nov 06 09:05:07 UTC 2026"));
    }

    @Test
    void a_signature_that_is_not_base64_is_refused() {
        refused(respond(challenge("jdoe").getString("SECRET_BLOCK"), "%%%", "jdoe", NOW));
    }

    private void refused(PoolCaller.Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.type()).isEqualTo("NotAuthorizedException");
        assertThat(answer.json().getString("message")).isEqualTo("Incorrect username or password.");
    }

    private JsonObject challenge(String username) {
        JsonObject answer = caller.call(
                        "InitiateAuth",
                        new JsonObject()
                                .put("ClientId", pool.clientId())
                                .put("AuthFlow", "USER_SRP_AUTH")
                                .put(
                                        "AuthParameters",
                                        new JsonObject()
                                                .put("USERNAME", username)
                                                .put("SRP_A", client.open())))
                .json();
        assertThat(answer.getString("ChallengeName")).isEqualTo("PASSWORD_VERIFIER");
        return answer.getJsonObject("ChallengeParameters");
    }

    private PoolCaller.Answer respond(JsonObject challenge, String username, String password, String timestamp)
            throws Exception {
        String signature = client.sign(challenge, password, timestamp);
        return respond(challenge.getString("SECRET_BLOCK"), signature, username, timestamp);
    }

    private PoolCaller.Answer respond(String block, String signature, String username, String timestamp) {
        return caller.call(
                "RespondToAuthChallenge",
                new JsonObject()
                        .put("ClientId", pool.clientId())
                        .put("ChallengeName", "PASSWORD_VERIFIER")
                        .put(
                                "ChallengeResponses",
                                new JsonObject()
                                        .put("USERNAME", username)
                                        .put("PASSWORD_CLAIM_SECRET_BLOCK", block)
                                        .put("PASSWORD_CLAIM_SIGNATURE", signature)
                                        .put("TIMESTAMP", timestamp)));
    }
}
