package dev.postern.authorizer.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.cognito.CognitoAuthorizerFactory;
import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutList;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every line of {@code lockouts.txt}: remembered and fresh tokens against a deny list. */
class LockoutTableTest {

    private static final SigningKey KEY = SigningKey.rsa("k1");
    private static final long NOW = TestClock.START.getEpochSecond();
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    private static Path directory;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(directory.resolve("jwks.json"), SigningKey.jwks(KEY));
    }

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().await(10, TimeUnit.SECONDS);
    }

    static List<CaseTable.Case> cases() {
        return CaseTable.read(LockoutTableTest.class, "lockouts.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void a_token_is_answered_with(CaseTable.Case one) throws Exception {
        TestContext context = new TestContext(VERTX);
        LockoutList list = new LockoutList(context.clock);
        context.lockout = list;
        String kind = one.changes().get(0).substring("kind ".length());
        Authorizer authorizer = authorizer(context, kind);
        List<String> changes = one.changes().stream()
                .skip(1)
                .filter(change -> !change.startsWith("lock ") && !change.startsWith("later "))
                .toList();
        CaseTable.Case shown = new CaseTable.Case(one.name(), changes, one.expected());
        TestRequest remembered = TokenCase.request(shown, KEY, claims(kind), NOW);
        assertThat(reason(authorizer, remembered)).isNotEqualTo("locked_out");
        for (String change : one.changes()) {
            if (change.startsWith("lock ")) {
                assertThat(list.add(entry(change))).isTrue();
            } else if (change.startsWith("later ")) {
                context.clock.advance(Duration.ofSeconds(Long.parseLong(change.substring(6))));
            }
        }
        TestRequest fresh = TokenCase.request(shown, KEY, claims(kind).put("fresh", true), NOW);
        assertThat(List.of(reason(authorizer, remembered), reason(authorizer, fresh)))
                .containsExactly(one.expected(), one.expected());
        authorizer.close();
    }

    private static String reason(Authorizer authorizer, TestRequest request) throws Exception {
        return authorizer
                .authorize(request)
                .await(10, TimeUnit.SECONDS)
                .reason()
                .word();
    }

    private static Authorizer authorizer(TestContext context, String kind) throws Exception {
        JsonObject settings = new JsonObject()
                .put("issuer", "https://login.example.com/")
                .put("jwks", directory.resolve("jwks.json").toString());
        Authorizer authorizer = kind.equals("jwt")
                ? context.create(new JwtAuthorizerFactory(), settings.put("audiences", "notes"))
                : context.create(
                        new CognitoAuthorizerFactory(),
                        settings.put("clients", new JsonArray().add("app1").add("app2"))
                                .put("tokenUse", "any"));
        assertThat(context.problems.errors).isEmpty();
        authorizer.start().await(10, TimeUnit.SECONDS);
        return authorizer;
    }

    private static JsonObject claims(String kind) {
        JsonObject claims = new JsonObject()
                .put("iss", "https://login.example.com/")
                .put("sub", "jdoe")
                .put("exp", NOW + 60)
                .put("iat", NOW);
        return switch (kind) {
            case "jwt" -> claims.put("aud", "notes");
            case "cognito-id" ->
                claims.put("aud", "app1").put("token_use", "id").put("cognito:username", "j.doe");
            case "cognito-access" ->
                claims.put("client_id", "app1").put("token_use", "access").put("username", "j.doe");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static LockoutEntry entry(String change) {
        List<String> words = new ArrayList<>(Arrays.asList(change.split(" ")));
        int issuer = words.indexOf("issuer");
        int span = words.indexOf("for");
        return new LockoutEntry(
                Arrays.stream(LockoutEntry.Claim.values())
                        .filter(claim -> claim.word().equals(words.get(1)))
                        .findFirst()
                        .orElseThrow(),
                words.get(2),
                issuer < 0 ? null : words.get(issuer + 1),
                TestClock.START.plusSeconds(span < 0 ? 600 : Long.parseLong(words.get(span + 1))),
                null);
    }
}
