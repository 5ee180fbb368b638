package dev.postern.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {

    @TempDir
    Path parent;

    @Test
    void the_directory_follows_the_runtime_directory_of_the_user() {
        assertThat(AdminToken.directory(Map.of("XDG_RUNTIME_DIR", parent.toString()))
                        .getParent())
                .isEqualTo(parent);
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        assertThat(AdminToken.directory(Map.of()).getParent()).isEqualTo(temporary);
        assertThat(AdminToken.directory(Map.of("XDG_RUNTIME_DIR", parent + "/absent"))
                        .getParent())
                .isEqualTo(temporary);
        assertThat(AdminToken.directory(Map.of()).getFileName().toString()).matches("postern-[A-Za-z0-9_-]+");
    }

    @Test
    void a_directory_that_others_may_enter_gets_no_token() throws Exception {
        Path open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertClosed(open);
    }

    @Test
    void a_link_gets_no_token() throws Exception {
        Path real = Files.createDirectory(
                parent.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assertClosed(Files.createSymbolicLink(parent.resolve("link"), real));
        try (Stream<Path> left = Files.list(real)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void where_no_directory_can_be_made_nobody_has_the_token() {
        assertClosed(parent.resolve("absent/deeper"));
    }

    private static void assertClosed(Path directory) {
        AdminToken token = AdminToken.fresh(directory, 9090);
        assertThat(token.file()).isNull();
        assertThat(token.isMade()).isTrue();
        assertThat(AdminToken.file(directory, 9090)).doesNotExist();
        assertThat(token.isShownBy("Bearer ")).isFalse();
        token.forget();
    }

    @Test
    void a_stop_does_not_take_the_token_of_the_next_start_away() throws Exception {
        Path directory = parent.resolve("tokens");
        AdminToken first = AdminToken.fresh(directory, 9090);
        AdminToken second = AdminToken.fresh(directory, 9090);
        first.forget();
        assertThat(second.isShownBy("Bearer " + Files.readString(second.file()).strip()))
                .isTrue();
        second.forget();
        assertThat(second.file()).doesNotExist();
    }

    @Test
    void a_start_removes_what_killed_processes_left_and_nothing_else() throws Exception {
        Path directory = parent.resolve("tokens");
        AdminToken alive = AdminToken.fresh(directory, 9090);
        Path target = Files.writeString(parent.resolve("target"), "x");
        Path link = Files.createSymbolicLink(directory.resolve("admin-3.token"), target);
        Path folder = Files.createDirectory(directory.resolve("admin-4.token"));
        Path other = Files.writeString(directory.resolve("admin-notes.token"), "x");
        Path stale = Files.writeString(directory.resolve("admin-9191.token"), "left\n");
        AdminToken next = AdminToken.fresh(directory, 9092);
        assertThat(stale).doesNotExist();
        assertThat(alive.file()).exists();
        assertThat(next.file()).exists();
        assertThat(target).hasContent("x");
        assertThat(link).isSymbolicLink();
        assertThat(folder).isDirectory();
        assertThat(other).exists();
        alive.forget();
        next.forget();
    }

    @Test
    void the_file_of_a_process_that_lives_stays_and_goes_with_the_next_start_after_it_was_killed() throws Exception {
        Path directory = parent.resolve("tokens");
        AdminToken.fresh(directory, 9090).forget();
        Path file = AdminToken.file(directory, 9191);
        Path code = Files.writeString(parent.resolve("Holder.java"), """
                import java.nio.channels.FileChannel;
                import java.nio.file.*;

                class Holder {
                    public static void main(String[] file) throws Exception {
                        FileChannel hold = FileChannel.open(
                                Path.of(file[0]), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        hold.lock();
                        System.out.println("held");
                        System.in.read();
                    }
                }
                """);
        Process holder = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java", code.toString(), file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            AdminToken.fresh(directory, 9090).forget();
            assertThat(file).exists();
        } finally {
            holder.destroyForcibly().waitFor();
        }
        AdminToken.fresh(directory, 9090).forget();
        assertThat(file).doesNotExist();
    }

    @Test
    @DisplayName("The token is compared by digests of one length, so that time tells nothing of it (SR-95)")
    void only_the_whole_token_is_the_token() {
        AdminToken token = AdminToken.configured("0123456789abcdef");
        assertThat(token.isShownBy("Bearer 0123456789abcdef")).isTrue();
        for (String near : List.of(
                "",
                "0",
                "0123456789abcde",
                "0123456789abcdef0",
                "1123456789abcdef",
                "0123456789abcdeF",
                "x".repeat(4000))) {
            assertThat(token.isShownBy("Bearer " + near)).as(near).isFalse();
        }
    }
}
