package dev.postern.bench.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlatnessTest {

    private static Flatness of(java.util.function.IntToDoubleFunction figure) {
        List<Double> samples =
                IntStream.range(0, 45).mapToObj(i -> figure.applyAsDouble(i)).toList();
        return new Flatness("heap", "MiB", samples, 0.05, 1);
    }

    @Test
    void noise_and_a_warm_up_are_flat() {
        assertThat(of(i -> i < 10 ? 5 + i : 20 + i % 3).isFlat()).isTrue();
    }

    @Test
    void what_grows_to_the_end_is_not() {
        Flatness growing = of(i -> 20 + i * 0.2);
        assertThat(growing.isFlat()).isFalse();
        assertThat(growing.toString()).contains("GROWING");
    }
}
