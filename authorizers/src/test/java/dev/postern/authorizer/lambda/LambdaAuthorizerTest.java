package dev.postern.authorizer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.function.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LambdaAuthorizerTest {

    private static final String ALLOW = AnswerTableTest.policies("{\"principalId\":\"u\",\"policyDocument\":ALLOW}");
    private static final String DENY = AnswerTableTest.policies("{\"principalId\":\"u\",\"policyDocument\":DENY}");

    private final TestContext context = new TestContext(null);
    private final FakeFunction function = new FakeFunction(ALLOW);

    private Authorizer create(String settings) {
        context.functions.put("gatekeeper", function);
        Authorizer authorizer =
                context.create(new LambdaAuthorizerFactory(), new JsonObject(settings).put("function", "gatekeeper"));
        assertThat(context.problems.errors).isEmpty();
        return authorizer;
    }

    private static String decided(Authorizer authorizer, Asked request) {
        return authorizer.authorize(request).result().reason().word();
    }

    private int calls() {
        return function.calls.size();
    }

    @Test
    @DisplayName("without every identity source it is 401 and nobody is asked (SR-117)")
    void nobody_is_asked_without_every_source() {
        Authorizer authorizer = create(
                "{\"event\":\"request\",\"identitySource\":[\"header.Authorization\",\"querystring.tenant\",\"cookie.s\",\"stageVariables.tier\",\"context.identity.sourceIp\"]}");
        assertThat(decided(authorizer, Asked.get("/a"))).isEqualTo("identity_missing");
        assertThat(decided(authorizer, Asked.get("/a?tenant=x").token("t"))).isEqualTo("identity_invalid");
        assertThat(decided(authorizer, Asked.get("/a?tenant=").token("t").header("Cookie", "s=1")))
                .isEqualTo("identity_invalid");
        assertThat(decided(authorizer, Asked.get("/a?tenant=x").token(" ").header("Cookie", "s=1")))
                .isEqualTo("identity_invalid");
        assertThat(decided(authorizer, Asked.get("/a?tenant=x"))).isEqualTo("identity_missing");
        assertThat(calls()).isZero();
        assertThat(decided(authorizer, Asked.get("/a?tenant=x").token("t").header("Cookie", "a=2; s=1")))
                .isEqualTo("allowed");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    @DisplayName("a stage variable that is empty is missing, also without remembering (SR-117)")
    void sources_are_looked_for_without_a_cache_too() {
        Authorizer authorizer =
                create("{\"event\":\"request\",\"identitySource\":\"stageVariables.none\",\"ttl\":\"0s\"}");
        assertThat(decided(authorizer, Asked.get("/a"))).isEqualTo("identity_missing");
        assertThat(calls()).isZero();
    }

    @Test
    void without_sources_and_without_remembering_everybody_is_asked_about() {
        Authorizer authorizer = create("{\"event\":\"request\",\"ttl\":\"0s\"}");
        assertThat(decided(authorizer, Asked.get("/a"))).isEqualTo("allowed");
        assertThat(decided(authorizer, Asked.get("/a"))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    @DisplayName("a source that is there twice is 400 and nobody is asked (SR-33)")
    void a_source_that_is_there_twice_is_refused() {
        Authorizer authorizer = create(
                "{\"event\":\"request\",\"identitySource\":[\"header.Authorization\",\"querystring.k\",\"cookie.s\"]}");
        Asked twoHeaders = Asked.get("/a?k=1").token("a").token("b").header("Cookie", "s=1");
        assertThat(decided(authorizer, twoHeaders)).isEqualTo("multiple_credentials");
        assertThat(decided(authorizer, Asked.get("/a?k=1&k=2").token("a").header("Cookie", "s=1")))
                .isEqualTo("multiple_credentials");
        assertThat(decided(authorizer, Asked.get("/a?k=1&%6B=2").token("a").header("Cookie", "s=1")))
                .isEqualTo("multiple_credentials");
        assertThat(decided(authorizer, Asked.get("/a?k=1").token("a").header("Cookie", "s=1; s=2")))
                .isEqualTo("multiple_credentials");
        assertThat(calls()).isZero();
    }

    @Test
    @DisplayName("validation has to match the whole value (SR-117)")
    void validation_has_to_match_the_whole_value() {
        Authorizer authorizer = create("{\"event\":\"token\",\"validation\":\"Bearer [-\\\\w.]+\"}");
        for (String token : List.of("x Bearer a", "Bearer a!", "bearer a", "Bearer ", "Bearer a\nb")) {
            assertThat(decided(authorizer, Asked.get("/a").token(token))).isEqualTo("identity_invalid");
        }
        assertThat(calls()).isZero();
        assertThat(decided(authorizer, Asked.get("/a").token("Bearer a.b-c"))).isEqualTo("allowed");
        assertThat(function.event().getString("authorizationToken")).isEqualTo("Bearer a.b-c");
    }

    @Test
    @DisplayName("an answer is remembered for ttl and evaluated for each request (SR-108)")
    void an_answer_is_remembered_for_ttl() {
        function.returns(AnswerTableTest.policies("{\"principalId\":\"u\",\"policyDocument\":ALLOW}")
                .replace("prod/*/*", "prod/GET/a"));
        Authorizer authorizer = create("{\"event\":\"token\"}");
        assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("allowed");
        assertThat(decided(authorizer, Asked.get("/b").token("t"))).isEqualTo("policy_denied");
        context.clock.advance(Duration.ofMillis(299_999));
        assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(1);
        context.clock.advance(Duration.ofMillis(1));
        assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(2);
        assertThat(decided(authorizer, Asked.get("/a").token("other"))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    @DisplayName("a remembered answer that counts for a route counts for no other, and for no other method (SR-107)")
    void answers_by_route_do_not_leave_it() {
        function.returns("{\"isAuthorized\":true}");
        Authorizer authorizer = create(
                "{\"event\":\"v2\",\"simpleResponses\":true,\"identitySource\":\"header.Authorization\",\"ttl\":\"60s\"}");
        decided(authorizer, Asked.get("/a/1").route("ANY /a/{id}").token("t"));
        decided(authorizer, Asked.get("/a/2").route("ANY /a/{id}").token("t"));
        assertThat(calls()).isEqualTo(1);
        decided(authorizer, Asked.of("DELETE", "/a/1").route("ANY /a/{id}").token("t"));
        assertThat(calls()).isEqualTo(2);
        decided(authorizer, Asked.get("/b").route("GET /b").token("t"));
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void simple_answers_are_not_remembered_unless_told_to() {
        function.returns("{\"isAuthorized\":true}");
        Authorizer authorizer =
                create("{\"event\":\"v2\",\"simpleResponses\":true,\"identitySource\":\"header.Authorization\"}");
        decided(authorizer, Asked.get("/a").token("t"));
        decided(authorizer, Asked.get("/a").token("t"));
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void denials_are_remembered_like_anything_and_errors_never() {
        Authorizer authorizer = create("{\"event\":\"token\"}");
        function.returns(DENY);
        decided(authorizer, Asked.get("/a").token("denied"));
        decided(authorizer, Asked.get("/a").token("denied"));
        assertThat(calls()).isEqualTo(1);
        function.raises("Error", "Unauthorized");
        decided(authorizer, Asked.get("/a").token("bad"));
        decided(authorizer, Asked.get("/a").token("bad"));
        assertThat(calls()).isEqualTo(3);
        function.raises("Error", "boom");
        decided(authorizer, Asked.get("/a").token("boom"));
        decided(authorizer, Asked.get("/a").token("boom"));
        assertThat(calls()).isEqualTo(5);
        function.returns("null");
        decided(authorizer, Asked.get("/a").token("null"));
        decided(authorizer, Asked.get("/a").token("null"));
        assertThat(calls()).isEqualTo(7);
    }

    @Test
    void deny_ttl_shortens_denials_and_keeps_the_401s() {
        Authorizer authorizer = create("{\"event\":\"token\",\"denyTtl\":\"10s\"}");
        function.returns(DENY);
        decided(authorizer, Asked.get("/a").token("denied"));
        function.raises("Error", "Unauthorized");
        decided(authorizer, Asked.get("/a").token("bad"));
        assertThat(decided(authorizer, Asked.get("/a").token("bad"))).isEqualTo("authorizer_unauthorized");
        assertThat(calls()).isEqualTo(2);
        context.clock.advance(Duration.ofSeconds(10));
        decided(authorizer, Asked.get("/a").token("denied"));
        decided(authorizer, Asked.get("/a").token("bad"));
        assertThat(calls()).isEqualTo(4);
        function.returns(ALLOW);
        decided(authorizer, Asked.get("/a").token("good"));
        context.clock.advance(Duration.ofSeconds(11));
        decided(authorizer, Asked.get("/a").token("good"));
        assertThat(calls()).isEqualTo(5);
    }

    private static String jwt(Instant exp, String more) {
        Base64.Encoder url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.US_ASCII)) + "."
                + url.encodeToString(
                        ("{\"exp\":" + exp.getEpochSecond() + more + "}").getBytes(StandardCharsets.US_ASCII))
                + ".c2ln";
    }

    @Test
    @DisplayName("nothing is remembered past the exp of the token it is about (SR-111)")
    void nothing_is_remembered_past_the_end_of_a_token() {
        Authorizer authorizer = create("{\"event\":\"token\",\"staleWhileRevalidate\":\"1h\"}");
        String token = "Bearer " + jwt(context.clock.instant().plusSeconds(60), "");
        Decision.Allow allow = (Decision.Allow)
                authorizer.authorize(Asked.get("/a").token(token)).result();
        assertThat(allow.expiry()).isEqualTo(context.clock.instant().plusSeconds(60));
        assertThat(allow.standing().refusal(context.clock.millis() + 59_999)).isNull();
        assertThat(allow.standing().refusal(context.clock.millis() + 60_000)).isEqualTo(Reason.TOKEN_EXPIRED);
        context.clock.advance(Duration.ofSeconds(59));
        decided(authorizer, Asked.get("/a").token(token));
        assertThat(calls()).isEqualTo(1);
        context.clock.advance(Duration.ofSeconds(1));
        decided(authorizer, Asked.get("/a").token(token));
        decided(authorizer, Asked.get("/a").token(token));
        assertThat(calls()).isEqualTo(3);
    }

    @Test
    void what_only_looks_like_a_token_has_no_end() {
        for (String text : List.of(
                "a.b.c", "Bearer", "x", "e30.e30", "e30.e30.x.y", "e30.W10.x", jwt(Instant.MAX.minusSeconds(1), ""))) {
            assertThat(TokenHints.of(text).expiresAtMillis()).as(text).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    @DisplayName("whoever is locked out is not admitted by what is remembered (SR-108, SR-119)")
    void the_deny_list_is_asked_on_every_hit() {
        List<String> out = new ArrayList<>();
        context.lockout = (names, now) -> out.contains(names.subject()) || out.contains(names.tokenId());
        Authorizer authorizer = create("{\"event\":\"token\"}");
        String token = "Bearer " + jwt(context.clock.instant().plusSeconds(600), ",\"jti\":\"j-1\",\"sub\":\"s-1\"");
        assertThat(decided(authorizer, Asked.get("/a").token(token))).isEqualTo("allowed");
        for (String name : List.of("j-1", "s-1", "u")) {
            out.add(name);
            assertThat(decided(authorizer, Asked.get("/a").token(token)))
                    .as(name)
                    .isEqualTo("locked_out");
            out.clear();
        }
        assertThat(decided(authorizer, Asked.get("/a").token(token))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    @DisplayName("those who wait for one call share it only with an equal credential (SR-110)")
    void one_call_for_all_who_ask_with_the_same_credential() {
        Promise<Outcome> first = Promise.promise();
        function.answer = invocation -> first.future();
        Authorizer authorizer = create("{\"event\":\"token\"}");
        List<Future<Decision>> waiting = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            waiting.add(authorizer.authorize(Asked.get("/a").token("t")));
        }
        Future<Decision> other = authorizer.authorize(Asked.get("/a").token("u"));
        assertThat(calls()).isEqualTo(2);
        first.complete(new Outcome.Returned(Buffer.buffer(ALLOW)));
        assertThat(waiting).allMatch(each -> each.result() instanceof Decision.Allow);
        assertThat(other.result()).isInstanceOf(Decision.Allow.class);
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    void a_stale_answer_counts_while_a_new_one_is_made() {
        Authorizer authorizer = create("{\"event\":\"token\",\"staleWhileRevalidate\":\"30s\"}");
        decided(authorizer, Asked.get("/a").token("t"));
        context.clock.advance(Duration.ofSeconds(310));
        function.returns(DENY);
        assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("allowed");
        assertThat(calls()).isEqualTo(2);
        assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("policy_denied_explicitly");
        assertThat(calls()).isEqualTo(2);
    }

    @Test
    @DisplayName("what a route asks of tokens is never met by an answer (SR-108)")
    void rules_of_a_route_are_never_met() {
        Authorizer authorizer = create("{\"event\":\"token\"}");
        assertThat(decided(authorizer, Asked.get("/a").token("t").groups("admin")))
                .isEqualTo("group_missing");
    }

    @Test
    @DisplayName("a call that throws closes the gate (SR-113)")
    void a_call_that_throws_closes_the_gate() {
        for (String ttl : List.of("0s", "10s")) {
            function.answer = invocation -> {
                throw new IllegalStateException("boom");
            };
            Authorizer authorizer = create("{\"event\":\"token\",\"failMode\":\"open\",\"ttl\":\"" + ttl + "\"}");
            assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("authorizer_failed");
            function.answer = invocation -> Future.failedFuture("boom");
            assertThat(decided(authorizer, Asked.get("/a").token("t"))).isEqualTo("authorizer_failed");
        }
    }

    @Test
    void the_function_learns_how_long_it_may_take() {
        decided(create("{\"event\":\"token\"}"), Asked.get("/a").token("t"));
        assertThat(function.calls.get(0).patience()).isEqualTo(Duration.ofSeconds(10));
        decided(
                create("{\"event\":\"token\",\"timeout\":\"3s\"}"),
                Asked.get("/a").token("t"));
        assertThat(function.calls.get(1).patience()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void tenants_stay_in_the_query_and_credentials_do_not() {
        assertThat(create(
                                "{\"event\":\"request\",\"identitySource\":[\"header.Authorization\",\"querystring.tenant\"]}")
                        .credentialSources())
                .containsExactly(CredentialSource.AUTHORIZATION);
        assertThat(create("{\"event\":\"request\",\"identitySource\":[\"querystring.token\",\"context.path\"]}")
                        .credentialSources())
                .containsExactly(new CredentialSource(CredentialSource.Kind.QUERY, "token"));
    }

    @Test
    @DisplayName("an answer goes through the shared store and is the same behind it (SR-107)")
    void answers_survive_the_shared_store() {
        AnswerReader reader = new AnswerReader(Profile.POSTERN, false, true);
        AnswerCodec codec = new AnswerCodec(reader, "custom", (names, now) -> "s-1".equals(names.subject()));
        byte[] payload = ALLOW.getBytes(StandardCharsets.UTF_8);
        TokenHints hints = TokenHints.of(jwt(Instant.ofEpochSecond(4102444800L), ",\"sub\":\"s-1\",\"azp\":\"c\""));
        KeptAnswer kept = new KeptAnswer(reader.read(payload), payload, hints, "GET /a", "custom", (n, t) -> false);
        KeptAnswer back = codec.decode(codec.encode(kept));
        assertThat(back.hints()).isEqualTo(hints);
        assertThat(back.madeFor()).isEqualTo("GET /a");
        assertThat(back.refusal(0)).isEqualTo(Reason.LOCKED_OUT);
        assertThat(((Decision.Allow) back.allowed().result()).identity().principalId())
                .isEqualTo("u");
        KeptAnswer no = new KeptAnswer(
                new LambdaAnswer.Unauthorized(), new byte[0], TokenHints.NONE, "GET /a", "custom", (n, t) -> false);
        assertThat(codec.decode(codec.encode(no)).answer()).isEqualTo(new LambdaAnswer.Unauthorized());
        assertThat(codec.decode("{\"version\":2}".getBytes(StandardCharsets.UTF_8)))
                .isNull();
        assertThat(codec.decode("nonsense".getBytes(StandardCharsets.UTF_8))).isNull();
        assertThat(codec.decode("{\"version\":1,\"answer\":\"null\",\"expires\":1,\"for\":\"\"}"
                        .getBytes(StandardCharsets.UTF_8)))
                .isNull();
    }

    @Test
    void wording_of_an_explicit_denial_is_a_setting() {
        context.profile = Profile.REST_API;
        function.returns(DENY);
        Authorizer authorizer = create("{\"event\":\"token\",\"denyWording\":\"identity-based-policy\"}");
        Decision.Deny deny =
                (Decision.Deny) authorizer.authorize(Asked.get("/a").token("t")).result();
        assertThat(deny.wording()).isEqualTo(Decision.Wording.IDENTITY_BASED_POLICY);
    }
}
