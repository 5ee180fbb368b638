package dev.postern.authorizer.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JwtAuthorizerTest {

    private static final String ISSUER = "https://login.example.com/";
    private static final long NOW = TestClock.START.getEpochSecond();

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private TestContext context;

    @BeforeEach
    void lend() {
        context = new TestContext(vertx);
        context.directory = directory;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private Authorizer authorizer(JsonObject more, SigningKey... keys) throws Exception {
        Files.writeString(directory.resolve("jwks.json"), SigningKey.jwks(keys));
        JsonObject settings = new JsonObject()
                .put("issuer", ISSUER)
                .put("audiences", new JsonArray().add("notes"))
                .put("jwks", "file:jwks.json")
                .mergeIn(more);
        Authorizer authorizer = context.create(new JwtAuthorizerFactory(), settings);
        assertThat(context.problems.errors).isEmpty();
        authorizer.start().await(10, TimeUnit.SECONDS);
        return authorizer;
    }

    private static JsonObject claims() {
        return new JsonObject()
                .put("iss", ISSUER)
                .put("aud", "notes")
                .put("sub", "jdoe")
                .put("exp", NOW + 60)
                .put("iat", NOW);
    }

    private static Decision decide(Authorizer authorizer, TestRequest request) throws Exception {
        return authorizer.authorize(request).await(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void a_token_of_every_algorithm_is_admitted_where_it_is_allowed(SignatureAlgorithm algorithm) throws Exception {
        SigningKey key = SigningKey.of("k1", algorithm);
        Authorizer authorizer = authorizer(new JsonObject().put("algorithms", algorithm.word()), key);
        assertThat(decide(authorizer, TestRequest.bearer(key.token(claims()))).reason())
                .isEqualTo(Reason.ALLOWED);
    }

    @Test
    void an_admitted_caller_is_who_the_token_says() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        Decision decision = decide(
                authorizer,
                TestRequest.bearer(key.token(claims().put("preferred_username", "John")
                        .put("email", "j@example.com")
                        .put("groups", new JsonArray().add("a").add("b")))));
        assertThat(decision).isInstanceOfSatisfying(Decision.Allow.class, allow -> {
            assertThat(allow.identity().principalId()).isEqualTo("jdoe");
            assertThat(allow.identity().context())
                    .containsEntry("username", "John")
                    .containsEntry("email", "j@example.com")
                    .containsEntry("groups", "a,b");
            assertThat(allow.identity().claims()).containsEntry("exp", NOW + 60);
            assertThat(allow.expiry().getEpochSecond()).isEqualTo(NOW + 60);
        });
    }

    @Test
    void a_repeated_token_is_found_in_the_cache_and_ends_with_exp() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        TestRequest request = TestRequest.bearer(key.token(claims()));
        Decision first = decide(authorizer, request);
        assertThat(decide(authorizer, request)).isSameAs(first);
        assertThat(context.events.hits).hasValue(1);
        context.clock.advance(Duration.ofSeconds(60));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }
}
