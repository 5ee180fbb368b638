package dev.postern.authorizer.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;

/**
 * Any text as a token: refused, or one spelling of one header and one payload (SR-76 to SR-82, SR-85 to SR-87). A text
 * of three lines is header, payload and signature before they are encoded; any other is the token itself.
 */
class TokenReaderFuzzTest {

    private static final int LIMIT = 2_048;
    private static final TokenReader READER = new TokenReader(LIMIT, EnumSet.allOf(SignatureAlgorithm.class));

    @DictionaryEntries({
        "{\"alg\":\"RS256\"",
        "\"kid\":\"k\"",
        "\"alg\":\"none\"",
        "\"crit\":[\"b64\"]",
        "\"b64\":false",
        "\"zip\":\"DEF\"",
        "{\"sub\":\"u\"",
        "\\u0000",
        "\\ud800",
        "1e400",
        "NaN",
        "[[[[",
        "=",
        ".",
        "..",
        "eyJhbGciOiJSUzI1NiJ9"
    })
    @FuzzTest
    void token(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String[] parts = text.split("\n", -1);
        String token = parts.length == 3 ? encoded(parts[0]) + "." + encoded(parts[1]) + "." + encoded(parts[2]) : text;

        if (!(READER.read(token) instanceof UnverifiedToken read)) {
            return;
        }
        String[] segments = token.split("\\.", -1);
        assertThat(segments).hasSize(3);
        assertThat(token.length()).isLessThanOrEqualTo(LIMIT);
        for (String segment : segments) {
            assertThat(encoded(new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.ISO_8859_1)))
                    .isEqualTo(segment);
        }
        assertThat(Base64.getUrlDecoder().decode(segments[2])).hasSize(read.signatureBytes());
        JsonObject header = new JsonObject(decoded(segments[0]));
        assertThat(header.getString("alg")).isEqualTo(read.algorithm().word());
        assertThat(header.getString("kid")).isEqualTo(read.keyId());
        assertThat(header.fieldNames()).doesNotContain("crit", "b64", "enc", "zip");
        assertThat(new JsonObject(decoded(segments[1])).fieldNames())
                .isEqualTo(read.claims().keySet());
        assertThat(read.toString()).doesNotContain(token);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String decoded(String segment) {
        return new String(Base64.getUrlDecoder().decode(segment), StandardCharsets.UTF_8);
    }
}
