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
