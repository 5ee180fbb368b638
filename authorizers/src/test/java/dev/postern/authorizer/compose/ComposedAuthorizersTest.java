package dev.postern.authorizer.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.AuthorizationRequest;
import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerState;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.Standing;
import dev.postern.authorizer.testing.AuthorizerContract;
import dev.postern.authorizer.testing.TestRequest;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What composed authorizers make of more than one answer, and what they say of themselves. */
class ComposedAuthorizersTest {

    private static final Instant SOON = Instant.ofEpochSecond(100);
    private static final Instant LATE = Instant.ofEpochSecond(200);
    private static final CredentialSource KEY = CredentialSource.parse("header.X-Api-Key");

    /** Admits whoever shows a header of a value. */
    private record Password(String header, String value, Instant expiry, Standing standing, AuthorizerState state)
            implements Authorizer {

        Password(String header, Instant expiry) {
            this(header, "sesame", expiry, Standing.until(expiry), AuthorizerState.READY);
        }

        @Override
        public Future<Decision> authorize(AuthorizationRequest request) {
            List<String> shown = request.headers().getAll(header);
            if (shown.isEmpty() || shown.get(0).isEmpty()) {
                return Future.succeededFuture(Decision.Deny.because(Reason.CREDENTIAL_MISSING));
            }
            if (!shown.equals(List.of(value))) {
                return Future.succeededFuture(Decision.Deny.because(Reason.TOKEN_MALFORMED));
            }
            Identity identity = new Identity(header, Map.of("from", header), Map.of());
            return Future.succeededFuture(new Decision.Allow(identity, expiry, standing));
        }

        @Override
        public List<CredentialSource> credentialSources() {
            return List.of(new CredentialSource(CredentialSource.Kind.HEADER, header));
        }
    }

    private static Members members(Authorizer... authorizers) {
        List<Member> members = new ArrayList<>();
        for (Authorizer authorizer : authorizers) {
            members.add(new Member(authorizer == OpenAuthorizer.INSTANCE ? "open" : "m" + members.size(), authorizer));
        }
        return new Members(members);
    }

    private static Authorizer any(Authorizer... authorizers) {
        return new AnyAuthorizer(members(authorizers));
    }

    private static Decision.Allow admitted(Authorizer authorizer, String... headers) {
        TestRequest request = TestRequest.empty();
        for (String header : headers) {
            request.header(header, "sesame");
        }
        return (Decision.Allow) authorizer.authorize(request).result();
    }

    @Nested
    class Any extends AuthorizerContract {
        @Override
        protected Authorizer create() {
            return any(new Password("Authorization", LATE), new Password("X-Api-Key", LATE));
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty().header("X-Api-Key", "sesame");
        }
    }

    @Nested
    class All extends AuthorizerContract {
        @Override
        protected Authorizer create() {
            return new AllAuthorizer(members(new Password("Authorization", LATE), new Password("X-Api-Key", LATE)), 1);
        }

        @Override
        protected TestRequest good() {
            return TestRequest.empty().header("X-Api-Key", "sesame").header("Authorization", "sesame");
        }
    }

    @Test
    @DisplayName("all takes who the caller is from the named member, and the earliest end (SR-157)")
    void all_takes_who_the_caller_is_from_the_named_member_and_the_earliest_end() {
        Authorizer first = new Password("Authorization", LATE);
        Authorizer second = new Password("X-Api-Key", SOON);
        for (int speaker = 0; speaker < 2; speaker++) {
            Authorizer all = new AllAuthorizer(members(first, second), speaker);
            Decision.Allow allow = admitted(all, "Authorization", "X-Api-Key");
            String expected = speaker == 0 ? "Authorization" : "X-Api-Key";
            assertThat(allow.identity()).isEqualTo(new Identity(expected, Map.of("from", expected), Map.of()));
            assertThat(allow.expiry()).isEqualTo(SOON);
            assertThat(allow.standing().refusal(SOON.toEpochMilli() - 1)).isNull();
            assertThat(allow.standing().refusal(SOON.toEpochMilli())).isEqualTo(Reason.TOKEN_EXPIRED);
        }
    }

    @Test
    void any_hands_on_what_the_admitting_member_said_unchanged() {
        Standing standing = now -> Reason.LOCKED_OUT;
        Authorizer second = new Password("X-Api-Key", "sesame", SOON, standing, AuthorizerState.READY);
        Decision.Allow allow = admitted(any(new Password("Authorization", LATE), second), "X-Api-Key");
        assertThat(allow.identity().principalId()).isEqualTo("X-Api-Key");
        assertThat(allow.expiry()).isEqualTo(SOON);
        assertThat(allow.standing()).isSameAs(standing);
    }

    @Test
    void a_lock_out_is_told_before_an_expiry_whichever_member_knows_of_it() {
        Standing lockedOut = now -> Reason.LOCKED_OUT;
        Standing expired = now -> Reason.TOKEN_EXPIRED;
        Standing good = now -> null;
        assertThat(new JointStanding(new Standing[] {expired, lockedOut, good}).refusal(0))
                .isEqualTo(Reason.LOCKED_OUT);
        assertThat(new JointStanding(new Standing[] {lockedOut, expired, good}).refusal(0))
                .isEqualTo(Reason.LOCKED_OUT);
        assertThat(new JointStanding(new Standing[] {good, expired}).refusal(0)).isEqualTo(Reason.TOKEN_EXPIRED);
        assertThat(new JointStanding(new Standing[] {good, good}).refusal(0)).isNull();
    }

    @Test
    void the_places_of_all_members_are_told_each_once() {
        Authorizer bearer = new Password("Authorization", LATE);
        Authorizer key = new Password("X-Api-Key", LATE);
        List<CredentialSource> both = List.of(CredentialSource.AUTHORIZATION, KEY);
        assertThat(any(bearer, key, any(key, bearer)).credentialSources()).isEqualTo(both);
        assertThat(new AllAuthorizer(members(bearer, key), 0).credentialSources())
                .isEqualTo(both);
    }

    @Test
    void any_is_open_with_one_open_member_and_all_with_none_that_is_not() {
        Authorizer key = new Password("X-Api-Key", LATE);
        Authorizer guests = any(key, OpenAuthorizer.INSTANCE);
        assertThat(guests.isOpen()).isTrue();
        assertThat(any(key, key).isOpen()).isFalse();
        assertThat(new AllAuthorizer(members(key, guests), 0).isOpen()).isFalse();
        assertThat(new AllAuthorizer(members(guests, guests), 0).isOpen()).isTrue();
    }

    @Test
    @DisplayName("an open member of a member admits only where no credential was shown before it (SR-157)")
    void an_open_member_of_a_member_admits_only_where_no_credential_was_shown_before_it() {
        ScriptedMember scope = new ScriptedMember("scope", "a", new AtomicInteger(), null, List.of());
        Authorizer guests = any(new Password("X-Api-Key", LATE), OpenAuthorizer.INSTANCE);
        assertThat(any(scope, guests).authorize(TestRequest.empty()).result().reason())
                .isEqualTo(Reason.SCOPE_MISSING);
        assertThat(any(new Password("Authorization", LATE), guests)
                        .authorize(TestRequest.empty())
                        .result())
                .isInstanceOf(Decision.Allow.class);
    }

    @Test
    @DisplayName("issuers of all members are told; one that names its callers itself counts as one (SR-157)")
    void issuers_of_all_members_are_told() {
        ScriptedMember a = new ScriptedMember("allow", "https://a", new AtomicInteger(), null, List.of());
        ScriptedMember b = new ScriptedMember("allow", "https://b", new AtomicInteger(), null, List.of());
        Authorizer key = new Password("X-Api-Key", LATE);
        assertThat(any(a, b, key, OpenAuthorizer.INSTANCE).issuers())
                .containsExactlyInAnyOrder("https://a", "https://b", "authorizer m2");
        assertThat(any(a, DenyAuthorizer.INSTANCE).issuers()).containsExactly("https://a");
        assertThat(new AllAuthorizer(members(a, b), 1).issuers()).containsExactly("https://b");
    }

    @Test
    void any_asks_the_rules_of_a_route_when_every_member_does_and_all_when_the_named_one_does() {
        Authorizer key = new Password("X-Api-Key", LATE);
        Authorizer token = new Authorizer() {
            @Override
            public Future<Decision> authorize(AuthorizationRequest request) {
                return Future.succeededFuture(Decision.Deny.because(Reason.CREDENTIAL_MISSING));
            }

            @Override
            public boolean asksRules() {
                return true;
            }
        };
        assertThat(any(token, token).asksRules()).isTrue();
        assertThat(any(token, key).asksRules()).isFalse();
        assertThat(any(token, OpenAuthorizer.INSTANCE).asksRules()).isFalse();
        assertThat(new AllAuthorizer(members(token, key), 0).asksRules()).isTrue();
        assertThat(new AllAuthorizer(members(token, key), 1).asksRules()).isFalse();
    }

    @Test
    void any_can_decide_when_one_member_can_and_all_when_every_member_can() {
        AuthorizerState down = new AuthorizerState(false, false, "no keys");
        Authorizer sick = new Password("Authorization", "sesame", LATE, Standing.until(LATE), down);
        Authorizer well = new Password("X-Api-Key", LATE);
        assertThat(any(sick, well).state()).isEqualTo(new AuthorizerState(true, true, "one of m0: no keys; m1: ready"));
        assertThat(any(sick, sick).state().hasDecided()).isFalse();
        assertThat(new AllAuthorizer(members(sick, well), 0).state())
                .isEqualTo(new AuthorizerState(false, false, "all of m0: no keys; m1: ready"));
    }

    /** A future that holds an admission of nobody knows whom is no admission. */
    @Test
    void an_admission_without_an_identity_an_end_or_a_standing_admits_nobody() {
        for (Decision.Allow half : List.of(
                new Decision.Allow(null, LATE),
                new Decision.Allow(Identity.ANONYMOUS, null, now -> null),
                new Decision.Allow(Identity.ANONYMOUS, LATE, null))) {
            Authorizer broken = request -> Future.succeededFuture(half);
            assertThat(any(broken).authorize(TestRequest.empty()).result().reason())
                    .isEqualTo(Reason.AUTHORIZER_FAILED);
        }
    }
}
