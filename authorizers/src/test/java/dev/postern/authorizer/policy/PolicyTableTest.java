package dev.postern.authorizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.token.StrictJson;
import dev.postern.function.event.MethodArn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class PolicyTableTest {

    private static final String BASE = "arn:aws:execute-api:us-east-1:123456789012:abc/prod";

    /** One line of a block. */
    private static final class Asked implements PolicyRequest {

        private final MethodArn arn;
        private String ip = "203.0.113.9";
        private String agent;
        private String referer;
        private Instant time = Instant.parse("2026-11-20T12:00:00Z");
        private boolean secure;

        Asked(String line) {
            String[] words = line.split(" ");
            arn = new MethodArn("aws", "us-east-1", "123456789012", "abc/prod/" + words[0] + words[1]);
            for (String word : List.of(words).subList(2, words.length)) {
                String value = word.substring(word.indexOf('=') + 1);
                switch (word.substring(0, Math.max(0, word.indexOf('=')))) {
                    case "ip" -> ip = value;
                    case "agent" -> agent = value;
                    case "referer" -> referer = value;
                    case "time" -> time = Instant.parse(value);
                    default -> secure = true;
                }
            }
        }

        @Override
        public MethodArn arn() {
            return arn;
        }

        @Override
        public Instant time() {
            return time;
        }

        @Override
        public String sourceIp() {
            return ip;
        }

        @Override
        public boolean isSecure() {
            return secure;
        }

        @Override
        public String userAgent() {
            return agent;
        }

        @Override
        public String referer() {
            return referer;
        }
    }

    private static PolicyReading read(String json) {
        Map<String, Object> document = StrictJson.object(json.replace("\"A/", "\"" + BASE + "/"));
        assertThat(document).as("JSON").isNotNull();
        return PolicyReader.read(document);
    }

    @TestFactory
    List<DynamicTest> policies_come_to_what_the_table_says() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = PolicyTableTest.class.getResourceAsStream("policies.txt")) {
            String[] blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n=== ");
            for (String block : List.of(blocks).subList(1, blocks.length)) {
                String name = block.lines().findFirst().orElseThrow();
                String[] halves = block.substring(name.length()).split("\n--->\n", 2);
                tests.add(DynamicTest.dynamicTest(name, () -> check(halves[0], halves[1])));
            }
        }
        assertThat(tests).hasSizeGreaterThan(50);
        return tests;
    }

    private static void check(String json, String expected) {
        PolicyReading reading = read(json);
        for (String line : expected.lines().toList()) {
            if (line.startsWith("refused: ")) {
                assertThat(reading).isInstanceOf(PolicyReading.Refused.class);
                assertThat(((PolicyReading.Refused) reading).fault()).contains(line.substring("refused: ".length()));
            } else {
                assertThat(reading).isInstanceOf(PolicyReading.Readable.class);
                String[] sides = line.split(" -> ");
                Verdict verdict = ((PolicyReading.Readable) reading).policy().evaluate(new Asked(sides[0]));
                String word =
                        switch (verdict.effect()) {
                            case ALLOW -> "allow " + verdict.statement();
                            case EXPLICIT_DENY -> "deny " + verdict.statement();
                            case IMPLICIT_DENY -> "none";
                        };
                assertThat(word).as(line).isEqualTo(sides[1]);
            }
        }
    }
}
