package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.lockout.LockoutEntry;
import dev.postern.authorizer.lockout.LockoutEntry.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockoutFileTest {

    @TempDir
    Path directory;

    private LockoutFile read(String text) throws IOException {
        return LockoutFile.read(Files.writeString(directory.resolve("lockout.yaml"), text));
    }

    @Test
    void entries_are_read_in_order() throws IOException {
        LockoutFile file = read("""
                entries:
                  - { sub: "4f2e", until: 2030-01-31T12:00:00Z, issuer: "https://login.example.com/", note: left }
                  - { jti: t-1, until: 2030-01-31T13:30:00+01:30 }
                  - { origin_jti: o-1, until: 1999-01-01T00:00:00Z }
                """.replace("1999", "1979"));
        assertThat(file.problems().render()).isEmpty();
        assertThat(file.entries())
                .containsExactly(
                        new LockoutEntry(
                                Claim.SUB,
                                "4f2e",
                                "https://login.example.com/",
                                Instant.parse("2030-01-31T12:00:00Z"),
                                "left"),
                        new LockoutEntry(Claim.JTI, "t-1", null, Instant.parse("2030-01-31T12:00:00Z"), null),
                        new LockoutEntry(Claim.ORIGIN_JTI, "o-1", null, Instant.parse("1979-01-01T00:00:00Z"), null));
    }

    @Test
    void an_empty_list_is_spelled() throws IOException {
        assertThat(read("entries: []\n").problems().render()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | 1:1 (file): is empty; write at least entries",
                "entries | 1:1 (file): is a single value; write keys and values at the top: entries",
                "{} | 1:1 entries: is missing; add 'entries:'",
                "entries: | 1:1 entries: is empty; write a list: [a, b]",
                "{ entries: [], more: 1 } | 1:16 more: 'more' is not known here; known are entries",
                "entries: [{ sub: a }] | 1:11 entries[0]: has no 'until'; add 'until:'",
                "entries: [{ until: 2030-01-31T12:00:00Z }] | 1:11 entries[0]: names nobody; write exactly one of sub, jti, origin_jti, client_id",
                "entries: [{ sub: a, jti: b, until: 2030-01-31T12:00:00Z }] | 1:11 entries[0]: names more than one thing; write exactly one of sub, jti, origin_jti, client_id",
                "entries: [{ sub: 17, until: 2030-01-31T12:00:00Z }] | 1:18 entries[0].sub: is a number; put it in quotes: \"17\"",
                "entries: [{ sub: \"\", until: 2030-01-31T12:00:00Z }] | 1:18 entries[0].sub: is empty; give it a value",
                "entries: [{ sub: a, until: tomorrow }] | 1:28 entries[0].until: is not a time; write one such as 2030-01-31T12:00:00Z",
                "entries: [{ sub: a, until: 2030-01-31 }] | 1:28 entries[0].until: is not a time; write one such as 2030-01-31T12:00:00Z",
                "entries: [{ sub: a, until: +12030-01-31T12:00:00Z }] | 1:28 entries[0].until: is not a time; write one such as 2030-01-31T12:00:00Z",
                "entries: [{ subject: a, until: 2030-01-31T12:00:00Z }] | 1:13 entries[0].subject: 'subject' is not known here; known are sub, jti, origin_jti, client_id, until, issuer, note",
                "entries: [{ sub: a, until: | 1:27 (yaml): ",
            })
    void a_broken_file_releases_nobody_and_says_where_it_is_broken(String text, String problem) throws IOException {
        LockoutFile file = read(text == null ? "" : text);
        assertThat(file.entries()).isEmpty();
        assertThat(file.problems().render().lines())
                .anyMatch(line -> line.startsWith(directory.resolve("lockout.yaml") + ":" + problem));
    }

    @Test
    void a_missing_file_is_an_error() {
        assertThat(LockoutFile.read(directory.resolve("none.yaml")).problems().render())
                .endsWith("(file): there is no such file; name an existing file\n");
    }

    @Test
    void the_number_of_entries_is_bounded() throws IOException {
        String entry = "  - { sub: a, until: 2030-01-31T12:00:00Z }\n";
        assertThat(read("entries:\n" + entry.repeat(10_000)).entries()).hasSize(10_000);
        assertThat(read("entries:\n" + entry.repeat(10_001)).problems().render())
                .contains("has more than 10000 entries");
    }
}
