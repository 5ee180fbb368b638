package dev.postern.authorizer.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.VerificationBudget;
import dev.postern.authorizer.testing.KeyServer;
import dev.postern.authorizer.testing.SigningKey;
import dev.postern.authorizer.testing.TestClock;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.authorizer.testing.TestRequest;
import dev.postern.authorizer.token.SignatureAlgorithm;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    private Authorizer behind(KeyServer server, JsonObject more) throws Exception {
        Authorizer authorizer = context.create(
                new JwtAuthorizerFactory(),
                new JsonObject()
                        .put("issuer", ISSUER)
                        .put("audiences", "notes")
                        .put("jwks", server.url("/jwks.json"))
                        .mergeIn(more));
        assertThat(context.problems.errors).isEmpty();
        return authorizer;
    }

    @Test
    @DisplayName("route rules are checked again on a cached token (SR-108)")
    void route_rules_are_checked_again_on_a_cached_token() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        String token = key.token(claims().put("scope", "read"));
        assertThat(decide(authorizer, TestRequest.bearer(token)).reason()).isEqualTo(Reason.ALLOWED);
        assertThat(decide(authorizer, TestRequest.bearer(token).scopes("write")).reason())
                .isEqualTo(Reason.SCOPE_MISSING);
        assertThat(decide(authorizer, TestRequest.bearer(token).scopes("read")).reason())
                .isEqualTo(Reason.ALLOWED);
        assertThat(decide(authorizer, TestRequest.bearer(token).groups("admin")).reason())
                .isEqualTo(Reason.GROUP_MISSING);
        assertThat(context.events.hits).hasValue(3);
    }

    @Test
    @DisplayName("time is checked again on a cached token (SR-111, SR-165)")
    void time_is_checked_again_on_a_cached_token() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        TestRequest request = TestRequest.bearer(key.token(claims().put("nbf", NOW + 4)));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        context.clock.advance(Duration.ofSeconds(-5));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.TOKEN_NOT_YET_VALID);
        context.clock.advance(Duration.ofSeconds(64));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        context.clock.advance(Duration.ofSeconds(1));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    void a_cached_token_costs_few_bytes() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        TestRequest request = TestRequest.bearer(key.token(claims()));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = 0;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                authorizer.authorize(request);
            }
            bytes = (threads.getCurrentThreadAllocatedBytes() - before) / 5_000;
        }
        assertThat(bytes).as("two copies of the token and a key").isLessThan(2_500);
    }

    @Test
    void one_leeway_counts_for_exp_nbf_and_iat() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject().put("leeway", "30s"), key);
        for (String claim : List.of("nbf", "iat")) {
            assertThat(decide(authorizer, TestRequest.bearer(key.token(claims().put(claim, NOW + 30))))
                            .reason())
                    .isEqualTo(Reason.ALLOWED);
            assertThat(decide(authorizer, TestRequest.bearer(key.token(claims().put(claim, NOW + 31))))
                            .reason())
                    .isEqualTo(Reason.TOKEN_NOT_YET_VALID);
        }
        TestRequest request = TestRequest.bearer(key.token(claims().put("exp", NOW - 29)));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        context.clock.advance(Duration.ofSeconds(1));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.TOKEN_EXPIRED);
    }

    @Test
    @DisplayName("a withdrawn key ends the cached tokens it signed (SR-102, SR-165)")
    void a_withdrawn_key_ends_the_cached_tokens_it_signed() throws Exception {
        SigningKey old = SigningKey.rsa("k1");
        SigningKey fresh = SigningKey.rsa("k2");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(old))) {
            Authorizer authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            TestRequest before = TestRequest.bearer(old.token(claims()));
            assertThat(decide(authorizer, before).reason()).isEqualTo(Reason.ALLOWED);
            server.handler = KeyServer.json(SigningKey.jwks(fresh));
            assertThat(decide(authorizer, TestRequest.bearer(fresh.token(claims())))
                            .reason())
                    .as("the new key is fetched because a token names it")
                    .isEqualTo(Reason.ALLOWED);
            assertThat(decide(authorizer, before).reason()).isEqualTo(Reason.KEY_UNKNOWN);
            assertThat(server.requests).hasValue(2);
        }
    }

    @Test
    @DisplayName("a bad signature found under old keys is checked again under new ones (SR-165)")
    void a_bad_signature_found_under_old_keys_is_checked_again_under_new_ones() throws Exception {
        SigningKey wrong = SigningKey.of("k1", "wrong", SignatureAlgorithm.RS256, 2048);
        SigningKey right = SigningKey.of("k1", "right", SignatureAlgorithm.RS256, 2048);
        SigningKey other = SigningKey.rsa("k2");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(wrong))) {
            Authorizer authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            TestRequest request = TestRequest.bearer(right.token(claims()));
            assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.SIGNATURE_INVALID);
            server.handler = KeyServer.json(SigningKey.jwks(right, other));
            decide(authorizer, TestRequest.bearer(other.token(claims())));
            assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        }
    }

    @Test
    @DisplayName("10,000 random kids cause one fetch and are denied (SR-100)")
    void random_kids_cause_one_fetch_and_are_denied() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(key))) {
            Authorizer authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            for (int i = 0; i < 10_000; i++) {
                String token = key.token(key.header().put("kid", "random-" + i), claims());
                assertThat(decide(authorizer, TestRequest.bearer(token)).reason())
                        .isEqualTo(Reason.KEY_UNKNOWN);
            }
            assertThat(server.requests).hasValue(2);
        }
    }

    @Test
    @DisplayName("a decision that had to wait comes on the callers event loop (SR-104)")
    void a_decision_that_had_to_wait_comes_on_the_callers_event_loop() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(key))) {
            Authorizer authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            String token = key.token(key.header().put("kid", "k9"), claims());
            Context loop = vertx.getOrCreateContext();
            Promise<Boolean> same = Promise.promise();
            loop.runOnContext(v -> authorizer
                    .authorize(TestRequest.bearer(token))
                    .onComplete(decision -> same.complete(Vertx.currentContext() == loop)));
            assertThat(same.future().await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("without keys the gate is closed and not ready, and opens when they come (SR-75, SR-103)")
    void without_keys_the_gate_is_closed_and_not_ready_and_opens_when_they_come() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        try (KeyServer server = new KeyServer(
                vertx, request -> request.response().setStatusCode(503).end())) {
            Authorizer authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            assertThat(decide(authorizer, TestRequest.bearer(key.token(claims()))))
                    .isEqualTo(new Decision.Unavailable(Reason.KEYS_UNAVAILABLE));
            assertThat(authorizer.state().hasDecided()).isFalse();
            assertThat(authorizer.state().canDecide()).isFalse();
            assertThat(authorizer.state().detail()).endsWith("answered 503");
            server.handler = KeyServer.json(SigningKey.jwks(key));
            while (!"success".equals(context.events.nextRefresh())) {
                assertThat(authorizer.state().hasDecided()).isFalse();
            }
            assertThat(authorizer.state().hasDecided()).isTrue();
            assertThat(decide(authorizer, TestRequest.bearer(key.token(claims())))
                            .reason())
                    .isEqualTo(Reason.ALLOWED);
        }
    }

    @Test
    @DisplayName("remembered tokens end when keys are too old (SR-103)")
    void cached_tokens_end_when_keys_are_too_old() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer;
        TestRequest request = TestRequest.bearer(key.token(claims().put("exp", NOW + 1_000_000)));
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(key))) {
            authorizer = behind(server, new JsonObject());
            authorizer.start().await(10, TimeUnit.SECONDS);
            assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        }
        context.clock.advance(Duration.ofHours(24));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.ALLOWED);
        context.clock.advance(Duration.ofSeconds(1));
        assertThat(decide(authorizer, request).reason()).isEqualTo(Reason.KEYS_UNAVAILABLE);
        assertThat(authorizer.state().hasDecided()).as("never goes back").isTrue();
        assertThat(authorizer.state().canDecide()).isFalse();
    }

    @Test
    void a_reload_with_equal_settings_keeps_the_keys() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        try (KeyServer server = KeyServer.answering(vertx, SigningKey.jwks(key))) {
            Authorizer before = behind(server, new JsonObject());
            before.start().await(10, TimeUnit.SECONDS);
            Authorizer after = behind(
                    server,
                    new JsonObject()
                            .put("audiences", new JsonArray().add("notes").add("x")));
            assertThat(after.state().hasDecided()).as("before its own start").isTrue();
            after.start().await(10, TimeUnit.SECONDS);
            before.close().await(10, TimeUnit.SECONDS);
            assertThat(decide(after, TestRequest.bearer(key.token(claims()))).reason())
                    .isEqualTo(Reason.ALLOWED);
            assertThat(server.requests).hasValue(1);
        }
    }

    @Test
    @DisplayName("unverified email is sent only when asked for (SR-93, SR-160)")
    void unverified_email_is_sent_only_when_asked_for() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        TestRequest request = TestRequest.bearer(
                key.token(claims().put("email", "j@example.com").put("email_verified", false)));
        Decision.Allow left = (Decision.Allow) decide(authorizer(new JsonObject(), key), request);
        assertThat(left.identity().context()).doesNotContainKey("email");
        context.sendUnverifiedEmail = true;
        Decision.Allow sent = (Decision.Allow) decide(authorizer(new JsonObject(), key), request);
        assertThat(sent.identity().context()).containsEntry("email", "j@example.com");
    }

    @Test
    void a_token_may_stand_in_a_query_or_a_cookie() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(
                new JsonObject()
                        .put(
                                "identitySource",
                                new JsonArray().add("querystring.t").add("cookie.t")),
                key);
        String token = key.token(claims());
        assertThat(decide(authorizer, TestRequest.empty().query("t=" + token)).reason())
                .isEqualTo(Reason.ALLOWED);
        assertThat(decide(authorizer, TestRequest.empty().header("Cookie", "t=" + token))
                        .reason())
                .isEqualTo(Reason.ALLOWED);
        assertThat(decide(authorizer, TestRequest.bearer(token)).reason()).isEqualTo(Reason.CREDENTIAL_MISSING);
        assertThat(decide(
                                authorizer,
                                TestRequest.empty()
                                        .header("Cookie", "t=" + token)
                                        .query("t=" + token))
                        .reason())
                .isEqualTo(Reason.MULTIPLE_CREDENTIALS);
        assertThat(authorizer.credentialSources()).hasToString("[querystring.t, cookie.t]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | authorizers.users: has no 'issuer'; add 'issuer:'",
                "{\"issuer\":\"https://x/\"} | authorizers.users.audiences: is missing; list the audiences this API accepts, or write 'any' to accept tokens made for other services",
                "{\"issuer\":\"https://x/\",\"audiences\":[]} | authorizers.users.audiences: is empty; list the audiences this API accepts, or write 'any' to accept tokens made for other services",
                "{\"issuer\":\"https://x/\",\"audiences\":[\"any\",\"a\"]} | authorizers.users.audiences: mixes 'any' with audiences; write either 'any' or the audiences",
                "{\"issuer\":\"http://x.example/\",\"audiences\":\"a\"} | authorizers.users.issuer: 'http://x.example/' is not https; write an https URL; plain http is for loopback, or needs 'insecure: true'",
                "{\"issuer\":\"accounts.example\",\"audiences\":\"a\"} | authorizers.users.issuer: 'accounts.example' is not an absolute http or https URL; write an https URL; plain http is for loopback, or needs 'insecure: true'",
                "{\"issuer\":\"https://x/?a\",\"audiences\":\"a\"} | authorizers.users.issuer: has a query or a fragment; write the issuer as its tokens name it in 'iss'",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"jwks\":\"https://169.254.169.254/\"} | authorizers.users.jwks: 'https://169.254.169.254/' points to a link-local address; write an https URL; plain http is for loopback, or needs 'insecure: true'",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"algorithms\":[\"HS256\"]} | authorizers.users.algorithms: 'HS256' needs a secret that everybody who checks a token could also sign with; known are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"algorithms\":\"None\"} | authorizers.users.algorithms: 'None' means unsigned tokens, which are never admitted; known are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"algorithms\":\"rs256\"} | authorizers.users.algorithms: 'rs256' is not known, did you mean 'RS256'?; known are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"algorithms\":[]} | authorizers.users.algorithms: is empty; known are RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"leeway\":\"6m\"} | authorizers.users.leeway: is out of range; write a duration such as 250ms, 29s, 5m or 1h, from 0s to 5m",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"identitySource\":\"body.x\"} | authorizers.users.identitySource: 'body.x' is not a place in a request; write header.NAME, querystring.NAME, cookie.NAME or subprotocol.NAME",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"identitySource\":[]} | authorizers.users.identitySource: is empty; name a source, such as header.Authorization",
                "{\"issuer\":\"https://x/\",\"audiences\":\"a\",\"audience\":\"a\"} | authorizers.users.audience: 'audience' is not known here, did you mean 'audiences'?; known are issuer, audiences, algorithms, identitySource, leeway, trust, insecure, jwks",
            })
    @DisplayName("A wrong setting is explained, a missing audience among them (SR-90)")
    void a_wrong_setting_is_explained(String settings, String problem) {
        assertThat(context.create(new JwtAuthorizerFactory(), new JsonObject(settings)))
                .isNull();
        assertThat(context.problems.errors).contains(problem);
    }

    @Test
    @DisplayName("a key file without a usable key is a wrong setting (SR-75, SR-114)")
    void a_key_file_without_a_usable_key_is_a_wrong_setting() throws Exception {
        Files.writeString(directory.resolve("jwks.json"), "{\"keys\":[]}");
        JsonObject settings =
                new JsonObject().put("issuer", ISSUER).put("audiences", "notes").put("jwks", "file:jwks.json");
        assertThat(context.create(new JwtAuthorizerFactory(), settings)).isNull();
        assertThat(context.problems.errors)
                .containsExactly("authorizers.users.jwks: the key set in '" + directory.resolve("jwks.json")
                        + "' has no usable key; a JSON object with 'keys', one of them a public key with a kid for"
                        + " RS256");
    }

    @Test
    void a_trust_file_or_a_proxy_that_cannot_be_used_is_a_wrong_setting() throws Exception {
        Files.writeString(directory.resolve("ca.pem"), "nothing");
        context.environment.put("HTTPS_PROXY", "socks5://proxy.example:1080");
        JsonObject settings = new JsonObject()
                .put("issuer", ISSUER)
                .put("audiences", "notes")
                .put("trust", new JsonArray().add("ca.pem").add("none.pem"));
        assertThat(context.create(new JwtAuthorizerFactory(), settings)).isNull();
        assertThat(context.problems.errors)
                .containsExactly(
                        "authorizers.users.trust: '" + directory.resolve("ca.pem")
                                + "' cannot be read or holds no certificate; name a PEM file with certificates",
                        "authorizers.users.trust: '" + directory.resolve("none.pem")
                                + "' is not there; name a PEM file with certificates",
                        "authorizers.users: HTTPS_PROXY in the environment is not a URL of an http proxy; write"
                                + " http://HOST:PORT, or unset it");
    }

    @Test
    @DisplayName("any audience must be spelled, and is a lint (SR-90)")
    void any_audience_must_be_spelled_and_is_a_lint() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject().put("audiences", "any"), key);
        assertThat(context.problems.warnings)
                .containsExactly("authorizers.users.audiences: a token that the issuer made for any other service is"
                        + " admitted; list the audiences of this API");
        assertThat(decide(authorizer, TestRequest.bearer(key.token(claims().put("aud", "else"))))
                        .reason())
                .isEqualTo(Reason.ALLOWED);
        assertThat(decide(authorizer, TestRequest.bearer(key.token(claims().put("aud", 7))))
                        .reason())
                .isEqualTo(Reason.CLAIM_INVALID);
    }

    @Test
    @DisplayName("A refusal names neither the token nor a claim (SR-97)")
    void a_refusal_names_neither_the_token_nor_a_claim() throws Exception {
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        for (String claim : List.of("sub", "aud", "iss", "email")) {
            String token = key.token(claims().put(claim, "secret-value@a@b"));
            Decision decision = decide(authorizer, TestRequest.bearer(token + (claim.equals("sub") ? "x" : "")));
            assertThat(decision).isInstanceOf(Decision.Deny.class);
            assertThat(decision + decision.reason().description()).doesNotContain("secret", "eyJ", token);
        }
    }

    @Test
    @DisplayName("Past the budget a signature is not checked, and remembered tokens notice nothing (SR-64)")
    void past_the_budget_a_signature_is_not_checked() throws Exception {
        AtomicLong nanos = new AtomicLong();
        // Each look at the clock costs a millisecond, and so does each check.
        context.verification = new VerificationBudget(() -> nanos.addAndGet(1_000_000));
        SigningKey key = SigningKey.rsa("k1");
        Authorizer authorizer = authorizer(new JsonObject(), key);
        TestRequest remembered = TestRequest.bearer(key.token(claims()));
        assertThat(decide(authorizer, remembered).reason()).isEqualTo(Reason.ALLOWED);
        int checked = 0;
        Decision last;
        do {
            String token = key.token(claims().put("n", checked++));
            String broken = token.substring(0, token.length() - 10) + "AAAAAAAAAA";
            last = decide(authorizer, TestRequest.bearer(broken));
            assertThat(checked).isLessThan(100);
        } while (last.reason() == Reason.SIGNATURE_INVALID);
        assertThat(last).isEqualTo(new Decision.Unavailable(Reason.VERIFICATION_BUSY));
        assertThat(checked).isGreaterThan(10);
        assertThat(decide(authorizer, remembered).reason()).isEqualTo(Reason.ALLOWED);
        String newcomer = key.token(claims().put("n", "new"));
        assertThat(decide(authorizer, TestRequest.bearer(newcomer)).reason()).isEqualTo(Reason.VERIFICATION_BUSY);
        nanos.addAndGet(1_000_000_000);
        assertThat(decide(authorizer, TestRequest.bearer(newcomer)).reason())
                .as("never remembered as bad")
                .isEqualTo(Reason.ALLOWED);
    }
}
