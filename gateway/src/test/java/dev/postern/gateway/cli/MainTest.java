package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @Test
    void without_a_command_it_says_what_there_is() {
        CommandRun help = CommandRun.of();
        assertThat(help.exit()).isZero();
        assertThat(help.out()).contains("demo", "run", "check", "explain", "token", "version");
    }

    @Test
    void an_unknown_command_is_exit_2_with_a_suggestion() {
        CommandRun unknown = CommandRun.of("explian");
        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err()).contains("explian").contains("explain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "run", "check", "explain", "token", "version"})
    void each_command_has_help(String command) {
        CommandRun help = CommandRun.of(command, "--help");
        assertThat(help.exit()).isZero();
        assertThat(help.out()).startsWith("Usage: postern " + command);
    }

    @Test
    void help_is_a_command_too() {
        CommandRun all = CommandRun.of("help");
        assertThat(all.exit()).isZero();
        assertThat(all.out()).isEqualTo(CommandRun.of("--help").out()).contains("explain");
        CommandRun one = CommandRun.of("help", "explain");
        assertThat(one.exit()).isZero();
        assertThat(one.out()).isEqualTo(CommandRun.of("explain", "--help").out());
        CommandRun none = CommandRun.of("help", "explian");
        assertThat(none.exit()).isEqualTo(2);
        assertThat(none.err()).contains("explian").contains("--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", "--version"})
    void version_names_what_is_running(String command) {
        CommandRun version = CommandRun.of(command);
        assertThat(version.exit()).isZero();
        assertThat(version.out().lines()).hasSize(4);
        assertThat(version.out())
                .containsPattern("(?m)^Postern \\S+$")
                .containsPattern("(?m)^Vert\\.x 5\\.\\d+\\.\\d+$")
                .containsPattern("(?m)^Netty 4\\.2\\.\\d+\\.Final$")
                .contains("Java " + System.getProperty("java.version"));
    }

    @Test
    void a_senseless_number_of_event_loops_is_exit_2() {
        assertThat(CommandRun.of("run", "--event-loops", "0", "x.yaml").exit()).isEqualTo(2);
        assertThat(CommandRun.of("run", "--event-loops", "many", "x.yaml").exit())
                .isEqualTo(2);
    }
}
