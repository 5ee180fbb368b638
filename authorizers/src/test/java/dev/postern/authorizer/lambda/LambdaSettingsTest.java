package dev.postern.authorizer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.Profile;
import dev.postern.authorizer.testing.TestContext;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LambdaSettingsTest {

    private static final String PROFILE = " profile ";

    @TestFactory
    List<DynamicTest> settings_are_judged_as_the_table_says() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = LambdaSettingsTest.class.getResourceAsStream("settings.txt")) {
            String[] blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n=== ");
            for (String block : List.of(blocks).subList(1, blocks.length)) {
                String name = block.lines().findFirst().orElseThrow();
                String[] halves = block.substring(name.length()).split("\n--->\n?", 2);
                tests.add(DynamicTest.dynamicTest(name, () -> check(name, halves[0], halves[1])));
            }
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    private static void check(String name, String json, String expected) {
        TestContext context = new TestContext(null);
        if (name.contains(PROFILE)) {
            String word = name.substring(name.indexOf(PROFILE) + PROFILE.length());
            for (Profile profile : Profile.values()) {
                context.profile = profile.word().equals(word) ? profile : context.profile;
            }
        }
        context.functions.put("gatekeeper", new FakeFunction("{}"));
        Authorizer authorizer = context.create(new LambdaAuthorizerFactory(), new JsonObject(json));
        List<String> told = new ArrayList<>(context.problems.errors);
        context.problems.warnings.forEach(warning -> told.add("warning: " + warning));
        assertThat(told).isEqualTo(expected.lines().toList());
        assertThat(authorizer == null).isEqualTo(!context.problems.errors.isEmpty());
    }
}
