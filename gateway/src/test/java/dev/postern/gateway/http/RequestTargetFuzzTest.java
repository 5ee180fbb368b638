package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any bytes as a request target: refused, or canonical for good (SR-1, SR-2, SR-11). */
class RequestTargetFuzzTest {

    @DictionaryEntries({"%2e", "%2F", "%25", "%252f", "%5c", "%00", "%3b", "..;", "//", "http://api.example/", "?", "#"
    })
    @FuzzTest
    void requestTarget(byte[] bytes) {
        String raw = new String(bytes, StandardCharsets.ISO_8859_1);
        RequestTarget target = RequestTarget.parse(raw, "api.example");
        if (target.refusal() != null) {
            assertThat(target.pathAndQuery()).isEmpty();
            return;
        }
        String path = target.path();
        assertThat(path).startsWith("/").doesNotStartWith("//");
        assertThat(target.pathAndQuery().chars()).allMatch(c -> c > ' ' && c < 127 && c != '#');
        assertThat(RequestTarget.canonicalPath(path, target.specials())).isEqualTo(path);
        assertThat(RequestTarget.parse(target.pathAndQuery(), null).pathAndQuery())
                .isEqualTo(target.pathAndQuery());
        for (PathSpecial special : PathSpecial.values()) {
            assertThat((target.specials() & special.bit()) != 0).isEqualTo(path.contains(special.text()));
        }
        List<String> readings = RequestTarget.otherReadings(path);
        assertThat(readings).doesNotHaveDuplicates().doesNotContain(path).hasSizeLessThan(100);
        for (String reading : readings) {
            assertThat(reading).startsWith("/").doesNotContain("//");
            assertThat(reading.split("/")).doesNotContain(".", "..");
        }
    }
}
