package dev.postern.authorizer.jwt;

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
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code tokens.txt}, twice: the second answer comes from the caches and must be the same. */
class TokenTableTest {

    private static final SigningKey KEY = SigningKey.rsa("k1");
    private static final long NOW = TestClock.START.getEpochSecond();
    private static final Vertx VERTX = Vertx.vertx();
    private static Authorizer authorizer;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("jwks.json"), SigningKey.jwks(KEY));
        TestContext context = new TestContext(VERTX);
        authorizer = context.create(
                new JwtAuthorizerFactory(),
                new JsonObject()
                        .put("issuer", "https://login.example.com/")
                        .put("audiences", new JsonArray().add("notes").add("diary"))
                        .put("jwks", directory.resolve("jwks.json").toString()));
        assertThat(context.problems.errors).isEmpty();
        authorizer.start().await(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() throws Exception {
        authorizer.close();
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    static List<CaseTable.Case> cases() {
        return CaseTable.read(TokenTableTest.class, "tokens.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_token_is_answered_with(CaseTable.Case one) throws Exception {
        JsonObject claims = new JsonObject()
                .put("iss", "https://login.example.com/")
                .put("aud", "notes")
                .put("sub", "jdoe")
                .put("exp", NOW + 60)
                .put("iat", NOW);
        TestRequest request = TokenCase.request(one, KEY, claims, NOW);
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
