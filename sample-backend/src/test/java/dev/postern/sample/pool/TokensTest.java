package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.sample.testing.SettableClock;
import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TokensTest {

    private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final SettableClock clock = new SettableClock(START);
    private final List<CodeDelivery> outbox = new ArrayList<>();
    private final DevelopmentUserPool pool = start(PoolOptions.defaults()
            .withClock(clock)
            .withLifetimes(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofHours(1)));
    private final PoolCaller caller = new PoolCaller(vertx, pool);

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void an_id_token_carries_the_user_and_names_the_client_as_its_audience() {
        JsonObject claims = claims(pool.idToken("jdoe"));
        assertThat(claims.fieldNames())
                .containsExactlyInAnyOrder(
                        "sub",
                        "iss",
                        "aud",
                        "token_use",
                        "cognito:username",
                        "cognito:groups",
                        "origin_jti",
                        "event_id",
                        "auth_time",
                        "iat",
                        "exp",
                        "jti",
                        "given_name",
                        "family_name",
                        "email",
                        "email_verified",
                        "gender",
                        "phone_number",
                        "phone_number_verified");
        assertThat(claims.getString("iss")).isEqualTo("http://127.0.0.1:" + pool.port() + "/us-east-1_Postern01");
        assertThat(claims.getString("aud")).isEqualTo(pool.clientId());
        assertThat(claims.getValue("email_verified")).isEqualTo(true);
        assertThat(claims.getJsonArray("cognito:groups")).isEqualTo(new JsonArray().add("readers"));
        assertThat(claims.getLong("iat")).isEqualTo(START.getEpochSecond());
        assertThat(claims.getLong("exp")).isEqualTo(START.getEpochSecond() + 600);
    }

    @Test
    void an_access_token_names_the_client_and_the_user_but_no_audience() {
        JsonObject claims = claims(pool.accessToken("jdoe"));
        assertThat(claims.fieldNames())
                .containsExactlyInAnyOrder(
                        "sub",
                        "iss",
                        "client_id",
                        "token_use",
                        "username",
                        "scope",
                        "cognito:groups",
                        "origin_jti",
                        "event_id",
                        "auth_time",
                        "iat",
                        "exp",
                        "jti");
        assertThat(claims.getString("scope")).isEqualTo("aws.cognito.signin.user.admin");
        assertThat(claims.getLong("exp")).isEqualTo(START.getEpochSecond() + 300);
    }

    @Test
    void the_two_kinds_are_signed_with_two_keys_that_are_both_published() throws Exception {
        String id = pool.idToken("jdoe");
        String access = pool.accessToken("jdoe");
        assertThat(header(id).fieldNames()).containsExactlyInAnyOrder("kid", "alg");
        assertThat(header(id).getString("alg")).isEqualTo("RS256");
        assertThat(header(id).getString("kid")).isNotEqualTo(header(access).getString("kid"));
        assertThat(verifies(id, pool.keySet())).isTrue();
        assertThat(verifies(access, pool.keySet())).isTrue();
    }

    @Test
    void a_test_may_change_the_claims_before_they_are_signed() throws Exception {
        String token = pool.idToken("jdoe", claims -> claims.put("aud", "another"));
        assertThat(claims(token).getString("aud")).isEqualTo("another");
        assertThat(verifies(token, pool.keySet())).isTrue();
    }

    @Test
    void nobody_gets_a_token_for_a_user_there_is_not() {
        assertThatThrownBy(() -> pool.idToken("nobody")).hasMessage("no user is called nobody");
    }

    @Test
    void the_issuer_may_be_called_otherwise() {
        DevelopmentUserPool named = start(
                PoolOptions.defaults().withIssuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Postern01"));
        assertThat(claims(named.idToken("jdoe")).getString("iss")).isEqualTo(named.issuer());
        assertThat(named.jwksUrl()).startsWith("http://127.0.0.1:" + named.port());
    }

    @Test
    void rotation_publishes_new_keys_and_withdrawal_ends_the_old_ones() throws Exception {
        String old = pool.idToken("jdoe");
        Waiting.await(pool.rotateKeys());
        String fresh = pool.idToken("jdoe");
        assertThat(pool.keySet().getJsonArray("keys")).hasSize(4);
        assertThat(verifies(old, pool.keySet())).isTrue();
        assertThat(verifies(fresh, pool.keySet())).isTrue();
        pool.withdrawOldKeys();
        assertThat(pool.keySet().getJsonArray("keys")).hasSize(2);
        assertThat(verifies(old, pool.keySet())).isFalse();
        assertThat(verifies(fresh, pool.keySet())).isTrue();
    }

    @Test
    void every_start_makes_other_keys() throws Exception {
        assertThat(verifies(pool.idToken("jdoe"), start(PoolOptions.defaults()).keySet()))
                .isFalse();
    }

    @Test
    void a_refresh_token_lives_its_time_and_keeps_the_time_of_the_sign_in() {
        JsonObject signedIn = signIn(caller, pool);
        clock.move(Duration.ofMinutes(59));
        JsonObject renewed = refresh(signedIn).json().getJsonObject("AuthenticationResult");
        assertThat(renewed.containsKey("RefreshToken")).isFalse();
        assertThat(claims(renewed.getString("IdToken")).getLong("auth_time")).isEqualTo(START.getEpochSecond());
        assertThat(claims(renewed.getString("IdToken")).getLong("iat")).isEqualTo(START.getEpochSecond() + 59 * 60);
        clock.move(Duration.ofMinutes(1));
        assertThat(refresh(signedIn).json().getString("message")).isEqualTo("Refresh Token has expired");
    }

    @Test
    void a_revoked_sign_in_ends_for_all_its_tokens() {
        JsonObject signedIn = signIn(caller, pool);
        caller.call(
                "RevokeToken",
                new JsonObject().put("ClientId", pool.clientId()).put("Token", signedIn.getString("RefreshToken")));
        assertThat(refresh(signedIn).type()).isEqualTo("NotAuthorizedException");
        JsonObject bearer = new JsonObject().put("AccessToken", signedIn.getString("AccessToken"));
        assertThat(caller.call("GetUser", bearer).json().getString("message"))
                .isEqualTo("Access Token has been revoked");
    }

    @Test
    void an_access_token_expires() {
        JsonObject bearer = new JsonObject().put("AccessToken", pool.accessToken("jdoe"));
        assertThat(caller.call("GetUser", bearer).status()).isEqualTo(200);
        clock.move(Duration.ofMinutes(5));
        assertThat(caller.call("GetUser", bearer).json().getString("message")).isEqualTo("Access Token has expired");
    }

    @Test
    void an_sms_code_is_sent_once_and_three_wrong_ones_end_the_session() {
        DevelopmentUserPool strict = start(PoolOptions.defaults()
                .withUsers(NewUser.jdoe("P@ssw0rd").withSmsMfa())
                .withClock(clock)
                .withOutbox(outbox::add));
        PoolCaller strictly = new PoolCaller(vertx, strict);
        JsonObject challenge = password(strictly, strict);
        assertThat(challenge.getString("ChallengeName")).isEqualTo("SMS_MFA");
        assertThat(challenge.getJsonObject("ChallengeParameters").getString("CODE_DELIVERY_DESTINATION"))
                .isEqualTo("+*******0156");
        CodeDelivery sent = outbox.get(0);
        assertThat(sent.purpose()).isEqualTo(CodeDelivery.Purpose.SMS_MFA);
        assertThat(sent.code()).matches("[0-9]{6}");
        String session = challenge.getString("Session");
        for (int time = 0; time < 3; time++) {
            assertThat(code(strictly, strict, session, "x").type()).isEqualTo("CodeMismatchException");
        }
        assertThat(code(strictly, strict, session, sent.code()).type()).isEqualTo("NotAuthorizedException");

        String second = password(strictly, strict).getString("Session");
        assertThat(code(strictly, strict, second, outbox.get(1).code()).status())
                .isEqualTo(200);
        assertThat(code(strictly, strict, second, outbox.get(1).code()).type()).isEqualTo("NotAuthorizedException");

        String third = password(strictly, strict).getString("Session");
        clock.move(Duration.ofMinutes(3));
        assertThat(code(strictly, strict, third, outbox.get(2).code()).json().getString("message"))
                .isEqualTo("Invalid session for the user, session is expired.");
    }

    private DevelopmentUserPool start(PoolOptions options) {
        return Waiting.await(DevelopmentUserPool.start(vertx, options));
    }

    private PoolCaller.Answer refresh(JsonObject signedIn) {
        return caller.call(
                "InitiateAuth",
                new JsonObject()
                        .put("ClientId", pool.clientId())
                        .put("AuthFlow", "REFRESH_TOKEN_AUTH")
                        .put(
                                "AuthParameters",
                                new JsonObject().put("REFRESH_TOKEN", signedIn.getString("RefreshToken"))));
    }

    private static JsonObject signIn(PoolCaller caller, DevelopmentUserPool pool) {
        return password(caller, pool).getJsonObject("AuthenticationResult");
    }

    private static JsonObject password(PoolCaller caller, DevelopmentUserPool pool) {
        return caller.call(
                        "InitiateAuth",
                        new JsonObject()
                                .put("ClientId", pool.clientId())
                                .put("AuthFlow", "USER_PASSWORD_AUTH")
                                .put(
                                        "AuthParameters",
                                        new JsonObject().put("USERNAME", "jdoe").put("PASSWORD", "P@ssw0rd")))
                .json();
    }

    private static PoolCaller.Answer code(PoolCaller caller, DevelopmentUserPool pool, String session, String code) {
        return caller.call(
                "RespondToAuthChallenge",
                new JsonObject()
                        .put("ClientId", pool.clientId())
                        .put("ChallengeName", "SMS_MFA")
                        .put("Session", session)
                        .put(
                                "ChallengeResponses",
                                new JsonObject().put("USERNAME", "jdoe").put("SMS_MFA_CODE", code)));
    }

    private static JsonObject header(String token) {
        return part(token, 0);
    }

    private static JsonObject claims(String token) {
        return part(token, 1);
    }

    private static JsonObject part(String token, int index) {
        return new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.split("\\.")[index])));
    }

    private static boolean verifies(String token, JsonObject keySet) throws Exception {
        String kid = header(token).getString("kid");
        for (Object entry : keySet.getJsonArray("keys")) {
            JsonObject jwk = (JsonObject) entry;
            if (jwk.getString("kid").equals(kid)) {
                Signature signature = Signature.getInstance("SHA256withRSA");
                signature.initVerify(publicKey(jwk));
                int dot = token.lastIndexOf('.');
                signature.update(token.substring(0, dot).getBytes(StandardCharsets.US_ASCII));
                return signature.verify(Base64.getUrlDecoder().decode(token.substring(dot + 1)));
            }
        }
        return false;
    }

    private static PublicKey publicKey(JsonObject jwk) throws Exception {
        BigInteger modulus = new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString("n")));
        BigInteger exponent = new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString("e")));
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }
}
