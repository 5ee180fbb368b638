package dev.postern.authorizer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.event.MethodArn;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WildcardTest {

    /** The plainest matcher there is. */
    private static boolean plainly(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        char c = pattern.charAt(p);
        if (c == '*') {
            return plainly(pattern, p + 1, text, t) || t < text.length() && plainly(pattern, p, text, t + 1);
        }
        return t < text.length() && (c == '?' || c == text.charAt(t)) && plainly(pattern, p + 1, text, t + 1);
    }

    private static String random(Random random, String alphabet, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    @Test
    @DisplayName("100,000 random patterns match what a plain matcher says (SR-115)")
    void agrees_with_a_plain_matcher() {
        Random random = new Random(4);
        for (int i = 0; i < 100_000; i++) {
            String pattern = random(random, "ab*?", 9);
            String text = random(random, "ab", 9);
            assertThat(Wildcard.of(pattern).matches(text))
                    .as("%s on %s", pattern, text)
                    .isEqualTo(plainly(pattern, 0, text, 0));
        }
    }

    @Test
    void patterns_of_several_words_of_bits_match_at_their_seams() {
        for (int length : new int[] {61, 62, 63, 64, 65, 126, 127, 128, 129, 300, 500}) {
            String body = "ab".repeat(length).substring(0, length);
            Wildcard wildcard = Wildcard.of("?" + body + "*" + body + "?");
            assertThat(wildcard.matches("x" + body + body + "y")).isTrue();
            assertThat(wildcard.matches("x" + body + "zz" + body + "y")).isTrue();
            assertThat(wildcard.matches("x" + body + body)).isFalse();
            assertThat(wildcard.matches(body + body + "y")).isFalse();
            assertThat(wildcard.matches("x" + body + "c" + body.substring(1) + "y"))
                    .isFalse();
        }
    }

    @Test
    @DisplayName("a pattern made to run away does not (SR-115)")
    void no_pattern_runs_away() {
        String pattern = "*a".repeat(255) + "*b";
        assertThat(Wildcard.of(pattern).matches("a".repeat(100_000))).isFalse();
        assertThat(Wildcard.of(pattern).matches("a".repeat(100_000) + "b")).isTrue();
    }

    @Test
    @DisplayName("a resource has at most 512 characters (SR-115)")
    void a_resource_has_at_most_512_characters() {
        String prefix = "arn:aws:execute-api:us-east-1:1:a/s/GET/";
        String longest = prefix + "x".repeat(512 - prefix.length());
        assertThat(ArnPattern.problem(longest)).isNull();
        assertThat(ArnPattern.problem(longest + "x")).isEqualTo("is longer than 512 characters");
        MethodArn arn = new MethodArn("aws", "us-east-1", "1", "a/s/GET/" + "x".repeat(512 - prefix.length()));
        assertThat(ArnPattern.of(longest).matches(arn)).isTrue();
    }
}
