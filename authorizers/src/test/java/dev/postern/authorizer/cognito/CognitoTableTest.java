package dev.postern.authorizer.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.testing.CaseTable;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.authorizer.testing.TokenCase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code tokens.txt}, twice: the second answer comes from the caches and must be the same. */
class CognitoTableTest {

    private static final String POOL = "us-east-1_AbCdEf123";
    private static final String ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/" + POOL;
    private static final SigningKey KEY = SigningKey.rsa("k1");
    private static final long NOW = TestClock.START.getEpochSecond();
    private static final Vertx VERTX = Vertx.vertx();
    private static final Map<String, Authorizer> BY_USE = new HashMap<>();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("jwks.json"), SigningKey.jwks(KEY));
        for (String use : List.of("id", "access", "any", "none")) {
            TestContext context = new TestContext(VERTX);
            JsonObject settings = new JsonObject()
                    .put("userPool", POOL)
                    .put("clients", new JsonArray().add("web").add("app"))
                    .put("jwks", "file:" + directory.resolve("jwks.json"));
            if (!use.equals("none")) {
                settings.put("tokenUse", use);
            }
            Authorizer authorizer = context.create(new CognitoAuthorizerFactory(), settings);
            assertThat(context.problems.errors).isEmpty();
            authorizer.start().await(10, TimeUnit.SECONDS);
            BY_USE.put(use, authorizer);
        }
    }

    @AfterAll
    static void stop() throws Exception {
        BY_USE.values().forEach(Authorizer::close);
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    static List<CaseTable.Case> cases() {
        return CaseTable.read(CognitoTableTest.class, "tokens.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_token_is_answered_with(CaseTable.Case one) throws Exception {
        JsonObject claims = new JsonObject()
                .put("iss", ISSUER)
                .put("sub", "42df0c1e-0001")
                .put("exp", NOW + 60)
                .put("iat", NOW);
        List<String> changes = new ArrayList<>(one.changes());
        if (changes.remove("access token")) {
            claims.put("token_use", "access").put("client_id", "web").put("username", "jdoe");
        } else {
            claims.put("token_use", "id").put("aud", "web").put("cognito:username", "jdoe");
        }
        CaseTable.Case changed = new CaseTable.Case(one.name(), changes, one.expected());
        TestRequest request = TokenCase.request(changed, KEY, claims, NOW);
        Authorizer authorizer = BY_USE.get(one.name().split(" ")[0]);
        for (int i = 0; i < 2; i++) {
            assertThat(authorizer
                            .authorize(request)
                            .await(10, TimeUnit.SECONDS)
                            .reason()
                            .word())
                    .as(one.name())
                    .isEqualTo(one.expected());
        }
    }
}
