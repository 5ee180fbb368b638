package dev.postern.authorizer.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetKeyTest {

    private static final byte[] SECRET =
            HexFormat.of().parseHex("0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff1");

    @Test
    void a_secret_is_the_same_in_hexadecimal_and_in_both_base64() {
        FleetKey key = FleetKey.parse(HexFormat.of().formatHex(SECRET));
        assertThat(FleetKey.parse(Base64.getEncoder().encodeToString(SECRET))).isEqualTo(key);
        assertThat(FleetKey.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET)))
                .isEqualTo(key);
        assertThat(FleetKey.parse(" " + Base64.getEncoder().encodeToString(SECRET) + "\n"))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "short",
                "c2hvcnQgYnV0IGJhc2U2NCB0ZXh0",
                "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeef",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "abababababababababababababababababababababababababababababababab",
                "not a key, but a long sentence with spaces and a stop at its end.",
            })
    @DisplayName("what is no key of 32 random bytes is refused (SR-155)")
    void what_is_no_key_is_refused(String text) {
        assertThat(FleetKey.parse(text)).isNull();
    }

    @Test
    @DisplayName("keys for different purposes differ and show nothing of the secret (SR-155)")
    void keys_for_different_purposes_differ() {
        FleetKey key = FleetKey.parse(HexFormat.of().formatHex(SECRET));
        Set<String> derived = new HashSet<>();
        for (String purpose : new String[] {"seal decision", "seal board", "name decision", "name board"}) {
            assertThat(key.derive(purpose)).hasSize(32);
            assertThat(derived.add(HexFormat.of().formatHex(key.derive(purpose))))
                    .isTrue();
        }
        assertThat(key.toString()).doesNotContain("0f1e");
        assertThat(FleetKey.parse(HexFormat.of().formatHex(key.derive("x")))).isNotEqualTo(key);
    }
}
