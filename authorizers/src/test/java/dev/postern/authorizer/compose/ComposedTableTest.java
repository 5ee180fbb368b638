package dev.postern.authorizer.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.CredentialSource;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.CaseTable;
import dev.postern.authorizer.testing.CaseTable.Case;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.authorizer.testing.TestRequest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code any} and {@code all} over members whose answers are known, given at once and given later. */
@Tag("attack")
class ComposedTableTest {

    static Stream<Case> any() {
        return CaseTable.read(ComposedTableTest.class, "any.txt").stream();
    }

    static Stream<Case> all() {
        return CaseTable.read(ComposedTableTest.class, "all.txt").stream();
    }

    static Stream<Case> settings() {
        return CaseTable.read(ComposedTableTest.class, "settings.txt").stream();
    }

    @ParameterizedTest
    @MethodSource("any")
    void any_of(Case row) throws Exception {
        assertThat(outcome(row, false, false)).isEqualTo(row.expected());
        assertThat(outcome(row, false, true)).as("later").isEqualTo(row.expected());
    }

    @ParameterizedTest
    @MethodSource("all")
    void all_of(Case row) throws Exception {
        assertThat(outcome(row, true, false)).isEqualTo(row.expected());
        assertThat(outcome(row, true, true)).as("later").isEqualTo(row.expected());
    }

    private static String outcome(Case row, boolean all, boolean later) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Promise<Void> pause = later ? Promise.promise() : null;
        List<Member> members = new ArrayList<>();
        for (String word : row.changes()) {
            String name = "member " + (members.size() + 1);
            members.add(new Member(name, new ScriptedMember(word, name, asked, pause, List.of())));
        }
        Authorizer authorizer = all
                ? new AllAuthorizer(new Members(members), members.size() - 1)
                : new AnyAuthorizer(new Members(members));
        Future<Decision> answer = authorizer.authorize(TestRequest.empty());
        if (later) {
            assertThat(answer.isComplete() && !row.changes().get(0).equals("throws"))
                    .isFalse();
            pause.complete();
        }
        Decision decision = answer.await(10, TimeUnit.SECONDS);
        String text = decision.reason().word();
        if (decision instanceof Decision.Allow allow && allow.reason() == Reason.ALLOWED) {
            String who = allow.identity().principalId();
            text = "admitted as " + (who == null ? "nobody" : who);
        }
        return text + ", " + asked + " asked";
    }

    @ParameterizedTest
    @MethodSource("settings")
    void settings_of(Case row) {
        TestContext context = new TestContext(null);
        List<CredentialSource> header = List.of(CredentialSource.AUTHORIZATION);
        CredentialSource cookie = CredentialSource.parse("cookie.session");
        context.authorizers.put("users", member(header));
        context.authorizers.put("cookies", member(List.of(CredentialSource.AUTHORIZATION, cookie)));
        context.authorizers.put("machines", member(List.of(CredentialSource.parse("header.X-Api-Key"))));
        context.authorizers.put("spare", member(header));
        context.authorizers.put("broken", null);
        context.authorizers.put(
                "guests",
                new AnyAuthorizer(new Members(
                        List.of(new Member("users", member(header)), new Member("open", OpenAuthorizer.INSTANCE)))));
        context.authorizers.put("open", OpenAuthorizer.INSTANCE);
        context.authorizers.put("deny", DenyAuthorizer.INSTANCE);
        JsonObject settings = new JsonObject();
        for (String change : row.changes()) {
            String value = change.substring(change.indexOf('=') + 1);
            String key = change.substring(0, change.indexOf('='));
            settings.put(
                    key,
                    !key.equals("of")
                            ? value
                            : value.isEmpty() ? new JsonArray() : new JsonArray(List.of(value.split(","))));
        }
        AuthorizerFactory factory =
                settings.getString("type").equals("any") ? new AnyAuthorizerFactory() : new AllAuthorizerFactory();
        Authorizer authorizer = context.create(factory, settings);
        List<String> lines = new ArrayList<>();
        context.problems.errors.forEach(line -> lines.add("E " + line));
        context.problems.warnings.forEach(line -> lines.add("W " + line));
        if (row.expected().equals("refused")) {
            assertThat(lines).isEmpty();
            assertThat(authorizer).isNull();
            return;
        }
        assertThat(String.join(" | ", lines)).isEqualTo(row.expected());
        assertThat(authorizer == null).isEqualTo(!context.problems.errors.isEmpty());
    }

    private static Authorizer member(List<CredentialSource> sources) {
        return new ScriptedMember("allow", "jdoe", new AtomicInteger(), null, sources);
    }

    /** A new reason word makes this fail until somebody has said what it means to the members behind. */
    @Test
    void every_reason_either_ends_the_asking_or_moves_on() {
        Set<Reason> movesOn = EnumSet.of(
                Reason.CREDENTIAL_MISSING,
                Reason.IDENTITY_MISSING,
                Reason.POLICY_DENIED,
                Reason.AUTHORIZER_UNREACHABLE,
                Reason.AUTHORIZER_BUSY,
                Reason.AUTHORIZER_REFUSED,
                Reason.AUTHORIZER_ERROR,
                Reason.AUTHORIZER_BAD_ANSWER,
                Reason.SCOPE_MISSING,
                Reason.GROUP_MISSING,
                Reason.CLAIM_RULE,
                Reason.KEYS_UNAVAILABLE,
                Reason.VERIFICATION_BUSY,
                Reason.AUTHORIZER_TIMEOUT,
                Reason.AUTHORIZER_FAILED);
        for (Reason reason : Reason.values()) {
            if (reason.kind() == Reason.Kind.ALLOWED) {
                continue;
            }
            boolean decides = reason.kind() != Reason.Kind.UNAVAILABLE && reason.kind() != Reason.Kind.FAULT;
            Decision decision = decides ? Decision.Deny.because(reason) : new Decision.Unavailable(reason);
            assertThat(AnyAuthorizer.isFinal(decision)).as(reason.word()).isNotEqualTo(movesOn.contains(reason));
        }
    }
}
