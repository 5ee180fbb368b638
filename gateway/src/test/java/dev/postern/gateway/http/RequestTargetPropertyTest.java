package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** SR-1 over paths nobody wrote down: mutations of honest ones, always the same. */
class RequestTargetPropertyTest {

    private static final int PATHS = 50_000;

    private static final List<String> SEEDS = List.of(
            "/",
            "/notes",
            "/notes/17",
            "/public/a/b",
            "/admin/users/jdoe",
            "/a%20b/c",
            "/files/x.tar.gz",
            "/v1/%C3%A9");

    private static final List<String> PIECES = List.of(
            "/", "//", ".", "..", "%2e", "%2E", "%2f", "%2F", "%5c", "\\", ";", "%3b", "%25", "%252e", "%252f", "%00",
            "%", "%4", "#", "?", "%c3%a9", "\u00e9", " ", "\t", "a", "Z", "%41", "%7e", "~", "@", ":", "%40", "|", "{",
            "..;", "/../", "/./", "/.;x/", "%2525");

    @Test
    @DisplayName("whatever is accepted is canonical and stays so (SR-1, SR-2, SR-11)")
    void whatever_is_accepted_is_canonical_and_stays_so() {
        Random random = new Random(20261120);
        int accepted = 0;
        for (int i = 0; i < PATHS; i++) {
            String raw = mutated(random);
            RequestTarget target = RequestTarget.parse(raw, "api.example");
            if (target.refusal() != null) {
                continue;
            }
            accepted++;
            String path = target.path();
            assertThat(RequestTarget.canonicalPath(path, ~0)).as(raw).isEqualTo(path);
            assertThat(RequestTarget.parse(target.pathAndQuery(), null).pathAndQuery())
                    .as(raw)
                    .isEqualTo(target.pathAndQuery());
            assertThat(path).as(raw).startsWith("/").doesNotStartWith("//").doesNotContain("\\", "#", "?", " ");
            assertThat(path.chars()).as(raw).allMatch(c -> c > 32 && c < 127);
            assertThat(segmentsOfEveryReading(path)).as(raw).doesNotContain(".", "..");
            if (target.specials() == 0) {
                assertThat(path).as(raw).doesNotContain("//", ";", "%2F", "%25", "%2f", "%3B", "%5C", "%00");
            }
        }
        assertThat(accepted).isBetween(PATHS / 20, PATHS * 19 / 20);
    }

    private static String mutated(Random random) {
        StringBuilder path = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(path.length() + 1);
            if (random.nextInt(5) == 0 && at < path.length()) {
                path.deleteCharAt(at);
            } else {
                path.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        return path.toString();
    }

    /** An independent reading: decode with the JDK up to five times, split at anything that could separate. */
    private static List<String> segmentsOfEveryReading(String path) {
        StringBuilder all = new StringBuilder(path);
        String reading = path;
        for (int i = 0; i < 5; i++) {
            try {
                reading = URLDecoder.decode(reading.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
            } catch (IllegalArgumentException e) {
                break;
            }
            all.append('/').append(reading);
        }
        StringBuilder cut = new StringBuilder();
        for (String part : all.toString().split("[/\\\\]")) {
            int semicolon = part.indexOf(';');
            cut.append('/').append(semicolon < 0 ? part : part.substring(0, semicolon));
        }
        return List.of(cut.toString().split("/"));
    }
}
