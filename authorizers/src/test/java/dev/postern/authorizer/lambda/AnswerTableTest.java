package dev.postern.authorizer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Decision;
import dev.postern.authorizer.Identity;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.Reason;
import dev.postern.authorizer.testing.CaseTable;
import dev.postern.authorizer.testing.TestContext;
import dev.postern.function.Outcome;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

@DisplayName("what functions say and what comes of it (SR-113, SR-116)")
class AnswerTableTest {

    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":\"execute-api:Invoke\",\"Effect\":\"%s\",\"Resource\":\"arn:aws:execute-api:us-east-1:123456789012:abc/prod/%s\"}]}";

    static String policies(String text) {
        return text.replace("ALLOW", POLICY.formatted("Allow", "*/*"))
                .replace("DENY", POLICY.formatted("Deny", "*/*"))
                .replace("NONE", POLICY.formatted("Allow", "GET/other"));
    }

    @TestFactory
    List<DynamicTest> answers_come_to_what_the_table_says() {
        List<DynamicTest> tests = CaseTable.read(AnswerTableTest.class, "answers.txt").stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.name() + ": " + row.changes() + " (SR-113, SR-116)", () -> check(row)))
                .toList();
        assertThat(tests).hasSizeGreaterThan(60);
        return tests;
    }

    private static void check(CaseTable.Case row) {
        List<String> words = List.of(row.name().split(" "));
        TestContext context = new TestContext(null);
        context.profile = Arrays.stream(Profile.values())
                .filter(profile -> profile.word().equals(words.get(0)))
                .findFirst()
                .orElseThrow();
        FakeFunction function = new FakeFunction("{}");
        context.functions.put("gatekeeper", function);
        JsonObject settings = new JsonObject()
                .put("function", "gatekeeper")
                .put("identitySource", "header.Authorization")
                .put("event", words.contains("simple") ? "v2" : "request")
                .put("ttl", "300s");
        if (words.contains("simple")) {
            settings.put("simpleResponses", true);
        }
        if (words.contains("optional")) {
            settings.put("principalId", "optional");
        }
        if (words.contains("open")) {
            settings.put("failMode", "open");
        }
        act(function, row.changes().get(0));
        Authorizer authorizer = context.create(new LambdaAuthorizerFactory(), settings);
        assertThat(context.problems.errors).isEmpty();
        // Twice: what is remembered says the same as what is fresh.
        for (int i = 0; i < 2; i++) {
            assertThat(text(authorizer.authorize(Asked.get("/a").token("t")).result()))
                    .isEqualTo(row.expected());
        }
    }

    private static void act(FakeFunction function, String does) {
        String what = does.substring(does.indexOf(' ') + 1);
        if (does.startsWith("raises ")) {
            int colon = what.indexOf(": ");
            function.raises(what.substring(0, colon), what.substring(colon + 2));
        } else if (does.startsWith("fails ")) {
            function.fails(Arrays.stream(Outcome.Fault.values())
                    .filter(fault -> fault.word().equals(what))
                    .findFirst()
                    .orElseThrow());
        } else {
            function.returns(does.equals("returns") ? "" : policies(what));
        }
    }

    private static String text(Decision decision) {
        if (decision instanceof Decision.Allow allow && allow.reason() == Reason.ALLOWED) {
            return "allow " + allow.identity().principalId() + " "
                    + new JsonObject(new LinkedHashMap<>(allow.identity().context())).encode();
        } else if (decision instanceof Decision.Allow open) {
            assertThat(open.identity()).isEqualTo(Identity.ANONYMOUS);
        }
        return decision.reason().word()
                + (decision instanceof Decision.Deny deny
                        ? " " + new JsonObject(new LinkedHashMap<>(deny.context())).encode()
                        : "");
    }

    @Test
    @DisplayName("contexts and answers are bounded (SR-116)")
    void contexts_and_answers_are_bounded() {
        ContextRules rules = new ContextRules(Profile.POSTERN);
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("a", "x".repeat(ContextRules.MAX_CHARACTERS - 1));
        assertThat(rules.problem(context)).isNull();
        context.put("b", "");
        assertThat(rules.problem(context)).contains("16384 characters");
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < ContextRules.MAX_VALUES; i++) {
            many.put("k" + i, true);
        }
        assertThat(rules.problem(many)).contains("256 values");
        AnswerReader reader = new AnswerReader(Profile.POSTERN, false, true);
        byte[] large = new byte[AnswerReader.MAX_BYTES + 1];
        assertThat(((LambdaAnswer.Failure) reader.read(large)).detail()).contains("larger than");
    }

    @Test
    void an_api_key_is_kept_and_never_printed() {
        LambdaAnswer answer = new AnswerReader(Profile.REST_API, false, true)
                .read(policies("{\"principalId\":\"u\",\"policyDocument\":ALLOW,\"usageIdentifierKey\":\"key-1234\"}")
                        .getBytes());
        KeptAnswer kept = new KeptAnswer(answer, new byte[0], TokenHints.NONE, "GET /a", "custom", (n, t) -> false);
        Decision.Allow allow = (Decision.Allow) kept.allowed().result();
        assertThat(allow.identity().usageKey()).isEqualTo("key-1234");
        assertThat(allow.toString()).doesNotContain("key-1234");
    }
}
