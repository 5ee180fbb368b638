package dev.postern.authorizer.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.KeyServer;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CognitoAuthorizerTest {

    private static final long NOW = TestClock.START.getEpochSecond();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final TestContext context = new TestContext(vertx);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Authorizer create(JsonObject settings) {
        context.directory = directory;
        return context.create(new CognitoAuthorizerFactory(), settings);
    }

    private static JsonObject idToken(String issuer, String client) {
        return new JsonObject()
                .put("iss", issuer)
                .put("aud", client)
                .put("token_use", "id")
                .put("sub", "42df0c1e-0001")
                .put("cognito:username", "jdoe")
                .put("exp", NOW + 60)
                .put("iat", NOW);
    }

    @Test
    @DisplayName("each pool is bound to its own keys and clients (SR-99)")
    void each_pool_is_bound_to_its_own_keys_and_clients() throws Exception {
        SigningKey one = SigningKey.of("same-kid", "one", SignatureAlgorithm.RS256, 2048);
        SigningKey two = SigningKey.of("same-kid", "two", SignatureAlgorithm.RS256, 2048);
        Files.writeString(directory.resolve("one.json"), SigningKey.jwks(one));
        Files.writeString(directory.resolve("two.json"), SigningKey.jwks(two));
        Authorizer authorizer = create(new JsonObject()
                .put(
                        "userPools",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "us-east-1_One")
                                        .put("clients", "web")
                                        .put("jwks", "file:one.json"))
                                .add(new JsonObject()
                                        .put("id", "eu-west-1_Two")
                                        .put("clients", "app")
                                        .put("jwks", "file:two.json"))));
        assertThat(context.problems.errors).isEmpty();
        authorizer.start().await(10, TimeUnit.SECONDS);
        String first = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_One";
        String second = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Two";

        assertThat(reason(authorizer, one.token(idToken(first, "web")))).isEqualTo(Reason.ALLOWED);
        assertThat(reason(authorizer, two.token(idToken(second, "app")))).isEqualTo(Reason.ALLOWED);
        assertThat(reason(authorizer, two.token(idToken(first, "web")))).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(reason(authorizer, one.token(idToken(second, "app")))).isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(reason(authorizer, one.token(idToken(first, "app")))).isEqualTo(Reason.AUDIENCE_MISMATCH);
        assertThat(reason(authorizer, two.token(idToken(second, "web")))).isEqualTo(Reason.AUDIENCE_MISMATCH);
    }

    @Test
    void a_local_pool_is_its_issuer_and_its_key_set() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(key))) {
            String issuer = "http://0.0.0.0:9229/local_x";
            Authorizer authorizer = create(new JsonObject()
                    .put("issuer", issuer)
                    .put("jwks", server.url("/local_x/.well-known/jwks.json"))
                    .put("clients", new JsonArray().add("web")));
            assertThat(context.problems.errors).isEmpty();
            assertThat(authorizer.state().hasDecided()).isFalse();
            assertThat(reason(authorizer, key.token(idToken(issuer, "web")))).isEqualTo(Reason.KEYS_UNAVAILABLE);
            authorizer.start().await(10, TimeUnit.SECONDS);
            // On a busy machine the first fetch may run out of time; the authorizer tries again by itself.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!authorizer.state().hasDecided() && System.nanoTime() < end) {
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(authorizer.state().canDecide()).isTrue();
            assertThat(reason(authorizer, key.token(idToken(issuer, "web")))).isEqualTo(Reason.ALLOWED);
        }
    }

    @Test
    void the_caller_is_the_sub_with_cognitos_user_name_and_groups() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Files.writeString(directory.resolve("jwks.json"), SigningKey.jwks(key));
        Authorizer authorizer = create(new JsonObject()
                .put("userPool", "us-east-1_One")
                .put("clients", "any")
                .put("jwks", "file:jwks.json"));
        assertThat(context.problems.warnings)
                .singleElement()
                .asString()
                .startsWith("authorizers.users.clients: every app client of the pool is admitted");
        authorizer.start().await(10, TimeUnit.SECONDS);
        JsonObject claims = idToken("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_One", "whatever")
                .put("email", "jdoe@example.com")
                .put("email_verified", true)
                .put(
                        "cognito:groups",
                        new JsonArray().add("staff").add("a,dmin").add("admin"));
        Decision decision = decide(authorizer, key.token(claims));
        assertThat(decision).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.identity().principalId()).isEqualTo("42df0c1e-0001");
            assertThat(allow.identity().context())
                    .containsEntry("username", "jdoe")
                    .containsEntry("email", "jdoe@example.com")
                    .as("a comma would make one group two")
                    .containsEntry("groups", "staff,admin");
        });
        assertThat(decide(authorizer, key.token(claims.put("email_verified", false))))
                .isInstanceOfSatisfying(
                        Decision.Allow.class,
                        allow -> assertThat(allow.identity().context()).doesNotContainKey("email"));
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1_AbCdEf123, https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123",
        "us-gov-west-1_AbC, https://cognito-idp.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC",
        "ap-southeast-2_Q, https://cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_Q",
        "cn-north-1_AbC, https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC",
    })
    void a_pool_id_names_its_issuer(String id, String issuer) {
        assertThat(UserPool.ofId(id)).isEqualTo(new UserPool(issuer));
        assertThat(UserPool.ofId(id).keys()).hasToString(issuer + "/.well-known/jwks.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "us-east-1",
                "us-east-1_",
                "_AbC",
                "us-east-1_Ab-C",
                "us-east-1_Ab/C",
                "us-east-1.evil.example/_AbC",
                "US-EAST-1_AbC",
                "us-east-1_AbC\n",
                "x_y_z",
            })
    void anything_else_is_not_a_pool_id(String id) {
        assertThat(UserPool.ofId(id)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"userPool\":\"us-east-1_A\"} | authorizers.users.clients: is missing; list the app clients whose users may call, or write 'any' to admit every client of the pool",
                "{\"userPool\":\"us-east-1_A\",\"clients\":[]} | authorizers.users.clients: is empty; list the app clients whose users may call, or write 'any'",
                "{\"userPool\":\"us-east-1_A\",\"clients\":[\"web\",\"any\"]} | authorizers.users.clients: mixes 'any' with app clients; write either 'any' or the app clients",
                "{\"clients\":[\"web\"]} | authorizers.users: has no 'userPool'; add 'userPool:'",
                "{\"userPool\":\"nonsense\",\"clients\":[\"web\"]} | authorizers.users.userPool: 'nonsense' is not the id of a user pool; write an id such as us-east-1_AbCdEf123; for a local pool write 'issuer' and 'jwks' instead",
                "{\"userPool\":\"us-east-1_A\",\"issuer\":\"https://x/\",\"clients\":[\"web\"]} | authorizers.users.issuer: stands beside 'userPool', which already says who the issuer is; remove one",
                "{\"userPool\":\"us-east-1_A\",\"clients\":[\"web\"],\"tokenUse\":\"idd\"} | authorizers.users.tokenUse: 'idd' is not known, did you mean 'id'?; write one of id, access, any",
                "{\"userPool\":\"us-east-1_A\",\"client\":[\"web\"],\"clients\":[\"web\"]} | authorizers.users.client: 'client' is not known here, did you mean 'clients'?; known are identitySource, leeway, trust, insecure, tokenUse, userPools, userPool, issuer, clients, jwks",
                "{\"issuer\":\"http://pool.example/x\",\"clients\":[\"web\"]} | authorizers.users.issuer: 'http://pool.example/x' is not https; write an https URL; plain http is for loopback, or needs 'insecure: true'",
                "{\"userPool\":\"us-east-1_A\",\"clients\":[\"web\"],\"jwks\":\"file:none.json\"} | is read",
                "{\"userPools\":[]} | authorizers.users.userPools: is empty; list pools: [{ id: us-east-1_AbCdEf123, clients: [...] }]",
                "{\"userPools\":[{\"id\":\"us-east-1_A\",\"clients\":[\"w\"]},{\"id\":\"us-east-1_A\",\"clients\":[\"v\"]}]} | authorizers.users.userPools[1].id: is listed twice; list every pool once",
                "{\"userPools\":[{\"id\":\"us-east-1_A\",\"clients\":[\"w\"]}],\"clients\":[\"w\"]} | authorizers.users.clients: stands beside 'userPools'; write it into the entries of 'userPools'",
                "{\"userPools\":[{\"id\":\"us-east-1_A\"}]} | authorizers.users.userPools[0].clients: is missing; list the app clients whose users may call, or write 'any' to admit every client of the pool",
            })
    void a_wrong_setting_is_explained(String settings, String problem) {
        assertThat(create(new JsonObject(settings))).isNull();
        String expected = problem.equals("is read")
                ? "authorizers.users.jwks: '" + directory.toAbsolutePath().resolve("none.json")
                        + "' cannot be read; write an https URL or file:NAME"
                : problem;
        assertThat(context.problems.errors).containsExactly(expected);
    }

    private static Decision decide(Authorizer authorizer, String token) throws Exception {
        return authorizer.authorize(TestRequest.bearer(token)).await(10, TimeUnit.SECONDS);
    }

    private static Reason reason(Authorizer authorizer, String token) throws Exception {
        return decide(authorizer, token).reason();
    }
}
