package dev.postern.function.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ChildOutputTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private final ChildOutput output = new ChildOutput(lines::add, nanos::get);

    private void read(String text) {
        output.readAll(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void each_line_is_told_the_last_one_without_its_end_too() {
        read("one\r\n\ntwo");
        assertThat(lines).containsExactly("one", "", "two");
    }

    @Test
    @DisplayName("a line without an end does not fill the memory: it is cut (SR-162)")
    void a_long_line_is_cut() {
        read("x".repeat(1 << 20) + "\nshort\n");
        assertThat(lines).containsExactly("x".repeat(ChildOutput.MAX_LINE) + "… (cut)", "short");
    }

    @Test
    @DisplayName("a function that writes without end does not fill the log: lines are left out and counted (SR-162)")
    void many_lines_are_counted() {
        read("x\n".repeat(ChildOutput.MAX_LINES + 7));
        assertThat(lines)
                .hasSize(ChildOutput.MAX_LINES + 1)
                .last()
                .isEqualTo("(7 lines left out: more than 500 in a second)");
    }

    @Test
    void after_a_second_lines_are_told_again() {
        read("x\n".repeat(ChildOutput.MAX_LINES + 1));
        nanos.addAndGet(1_000_000_000L);
        read("y\n");
        assertThat(lines).hasSize(ChildOutput.MAX_LINES + 2).last().isEqualTo("y");
    }
}
