package dev.postern.authorizer.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SealerTest {

    private static final FleetKey KEY =
            FleetKey.parse("0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff1");

    private final Sealer sealer = new Sealer(KEY, "decision");
    private final byte[] content = bytes("allow jdoe");
    private final byte[] kept = sealer.seal(content, bytes("ab"), bytes("c"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("what was sealed is opened as what it was sealed as, and as nothing else (SR-155)")
    void what_was_sealed_is_opened_as_what_it_was_sealed_as() {
        assertThat(sealer.open(kept, bytes("ab"), bytes("c"))).isEqualTo(content);
        assertThat(sealer.open(kept, bytes("a"), bytes("bc"))).isNull();
        assertThat(sealer.open(kept, bytes("abc"))).isNull();
        assertThat(sealer.open(kept, bytes("ab"), bytes("c"), bytes(""))).isNull();
        assertThat(sealer.open(kept, bytes("c"), bytes("ab"))).isNull();
        assertThat(new Sealer(KEY, "board").open(kept, bytes("ab"), bytes("c"))).isNull();
    }

    @Test
    @DisplayName("any changed bit and any cut is noticed (SR-155)")
    void any_changed_bit_and_any_cut_is_noticed() {
        for (int bit = 0; bit < 8 * kept.length; bit++) {
            byte[] changed = kept.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(sealer.open(changed, bytes("ab"), bytes("c")))
                    .as("bit %d", bit)
                    .isNull();
        }
        for (int length = 0; length < kept.length; length++) {
            assertThat(sealer.open(Arrays.copyOf(kept, length), bytes("ab"), bytes("c")))
                    .isNull();
        }
        assertThat(sealer.open(Arrays.copyOf(kept, kept.length + 1), bytes("ab"), bytes("c")))
                .isNull();
    }

    @Test
    void the_same_is_never_sealed_the_same_way() {
        assertThat(sealer.seal(content, bytes("ab"), bytes("c"))).isNotEqualTo(kept);
    }

    @Test
    void nothing_can_be_sealed_too() {
        assertThat(sealer.open(sealer.seal(new byte[0]))).isEmpty();
    }
}
