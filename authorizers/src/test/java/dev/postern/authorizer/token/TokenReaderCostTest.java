package dev.postern.authorizer.token;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.postern.authorizer.Reason;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile token costs before anybody looks at its signature, in bytes, as time is nothing to test with. */
class TokenReaderCostTest {

    private static final int LIMIT = 16 << 10;

    private final TokenReader reader = new TokenReader(LIMIT, EnumSet.of(SignatureAlgorithm.RS256));

    private long bytesFor(String token) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            reader.read(token);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a.", "a.b.", "AAAA.AAAA.AAAA.", "eyJhbGciOiJSUzI1NiJ9.e30."})
    @DisplayName("Dots cost no more than the bytes they are (SR-87, CVE-2025-30204)")
    void dots_cost_what_they_weigh(String piece) {
        String token = piece.repeat(LIMIT / piece.length());
        assertThat(reader.read(token)).isEqualTo(new TokenReading.Refused(Reason.TOKEN_MALFORMED));
        assertThat(bytesFor(token)).isLessThan(2 * LIMIT);
    }

    @Test
    @DisplayName("A token beyond the limit is not looked into (SR-87)")
    void beyond_the_limit_nothing_is_decoded() {
        String token = "eyJhbGciOiJSUzI1NiJ9." + "A".repeat(1 << 20) + ".AAAA";
        assertThat(reader.read(token)).isEqualTo(new TokenReading.Refused(Reason.TOKEN_TOO_LARGE));
        assertThat(bytesFor(token)).isLessThan(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"a\":["})
    @DisplayName("Nesting is refused before it is deep (SR-86)")
    void nesting_is_refused_before_it_is_deep(String piece) {
        String payload = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(piece.repeat(8_000 / piece.length()).getBytes(StandardCharsets.UTF_8));
        String token = "eyJhbGciOiJSUzI1NiJ9." + payload + ".AAAA";
        assertThat(reader.read(token)).isEqualTo(new TokenReading.Refused(Reason.TOKEN_MALFORMED));
    }
}
