package dev.postern.authorizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.authorizer.testing.TestProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    private final TestProblems problems = new TestProblems();

    private Settings settings(Object... pairs) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return new Settings("a.b", values, Path.of("/etc/postern"), problems);
    }

    @Test
    void values_are_read_as_what_their_key_wants() {
        Settings settings = settings(
                "text",
                "x",
                "flag",
                true,
                "count",
                3L,
                "time",
                "29s",
                "size",
                "16KiB",
                "list",
                List.of("a", "b"),
                "map",
                Map.of("k", "v"),
                "profile",
                "rest-api");
        assertThat(settings.text("text", null)).isEqualTo("x");
        assertThat(settings.flag("flag", false)).isTrue();
        assertThat(settings.integer("count", 0, 1, 10)).isEqualTo(3);
        assertThat(settings.duration("time", null, Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(29));
        assertThat(settings.size("size", 0, 0, 1 << 20)).isEqualTo(16384);
        assertThat(settings.texts("list")).containsExactly("a", "b");
        assertThat(settings.textMap("map")).containsExactly(Map.entry("k", "v"));
        assertThat(settings.choice("profile", Profile.class, Profile::word, null))
                .isEqualTo(Profile.REST_API);
        settings.finish();
        assertThat(problems.errors).isEmpty();
        assertThat(settings.isSound()).isTrue();
    }

    @Test
    void a_placeholder_takes_the_type_its_key_wants() {
        Settings settings = settings(
                "text", new Settings.Untyped("7"),
                "flag", new Settings.Untyped("true"),
                "count", new Settings.Untyped("7"),
                "time", new Settings.Untyped("7s"));
        assertThat(settings.text("text", null)).isEqualTo("7");
        assertThat(settings.flag("flag", false)).isTrue();
        assertThat(settings.integer("count", 0, 0, 10)).isEqualTo(7);
        assertThat(settings.duration("time", null, Duration.ZERO, Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(problems.errors).isEmpty();
    }

    @Test
    void absent_keys_give_the_default_without_a_problem() {
        Settings settings = settings();
        assertThat(settings.text("text", "d")).isEqualTo("d");
        assertThat(settings.texts("list")).isEmpty();
        assertThat(settings.oneOrMore("one")).isEmpty();
        assertThat(settings.section("section")).isNull();
        assertThat(settings.file("file")).isNull();
        assertThat(problems.errors).isEmpty();
    }

    @Test
    void every_wrong_value_is_reported_in_one_run() {
        Settings settings = settings(
                "text",
                7L,
                "flag",
                "yes",
                "count",
                11L,
                "time",
                29L,
                "size",
                "16KB",
                "list",
                "a",
                "profile",
                "rest_api",
                "sectoin",
                Map.of());
        settings.text("text", null);
        settings.flag("flag", false);
        settings.integer("count", 0, 1, 10);
        settings.duration("time", null, Duration.ZERO, Duration.ofMinutes(1));
        settings.size("size", 0, 0, 1 << 20);
        settings.texts("list");
        settings.choice("profile", Profile.class, Profile::word, null);
        settings.section("section");
        settings.finish();
        assertThat(problems.errors)
                .containsExactly(
                        "a.b.text: is a number; put it in quotes: \"7\"",
                        "a.b.flag: is a text; write true or false",
                        "a.b.count: is out of range; write a whole number from 1 to 10",
                        "a.b.time: has no unit; write a duration such as 250ms, 29s, 5m or 1h, from 0s to 1m",
                        "a.b.size: is not understood; write a size such as 16KiB or 10MiB, from 0B to 1MiB",
                        "a.b.list: is a text; write a list: [a, b]",
                        "a.b.profile: 'rest_api' is not known, did you mean 'rest-api'?; write one of postern, http-api,"
                                + " rest-api",
                        "a.b.sectoin: 'sectoin' is not known here, did you mean 'section'?; known are text, flag, count,"
                                + " time, size, list, profile, section");
        assertThat(settings.isSound()).isFalse();
    }

    @Test
    void one_or_more_takes_a_text_or_a_list() {
        assertThat(settings("k", "a").oneOrMore("k")).containsExactly("a");
        assertThat(settings("k", List.of("a", "b")).oneOrMore("k")).containsExactly("a", "b");
        assertThat(settings("k", new Settings.Untyped("a")).oneOrMore("k")).containsExactly("a");
        assertThat(problems.errors).isEmpty();
        assertThat(settings("k", "").oneOrMore("k")).isEmpty();
        assertThat(settings("k", List.of("a", "")).oneOrMore("k")).containsExactly("a");
        assertThat(settings("k", 7L).oneOrMore("k")).isEmpty();
        assertThat(problems.errors)
                .containsExactly(
                        "a.b.k: is empty; give it a value",
                        "a.b.k[1]: is empty; give it a value or remove it",
                        "a.b.k: is a number; put it in quotes: \"7\"");
    }

    @Test
    void a_problem_below_makes_the_whole_unsound() {
        Settings settings = settings("list", new ArrayList<>(List.of(Map.of("x", 1L))));
        Settings section = settings.sections("list").get(0);
        section.text("x", null);
        assertThat(problems.errors).containsExactly("a.b.list[0].x: is a number; put it in quotes: \"1\"");
        assertThat(settings.isSound()).isFalse();
    }

    @Test
    void a_warning_leaves_it_sound() {
        Settings settings = settings();
        settings.warning("k", "is odd", "change it");
        assertThat(settings.isSound()).isTrue();
        assertThat(problems.warnings).containsExactly("a.b.k: is odd; change it");
    }

    @Test
    void files_are_relative_to_the_file_that_names_them() {
        assertThat(settings().resolve("jwks.json")).isEqualTo(Path.of("/etc/postern/jwks.json"));
        assertThat(settings().resolve("file:../jwks.json")).isEqualTo(Path.of("/etc/jwks.json"));
        assertThat(settings().resolve("/run/jwks.json")).isEqualTo(Path.of("/run/jwks.json"));
    }

    @Test
    void a_file_must_be_there_and_is_remembered(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("ca.pem"));
        List<Path> noted = new ArrayList<>();
        Map<String, Object> values = Map.of(
                "one", "ca.pem", "none", "no.pem", "all", List.of("file:ca.pem", "no.pem"), "here", directory + "");
        Settings settings = new Settings("a.b", values, directory, problems, noted::add);
        assertThat(settings.file("one")).isEqualTo(file);
        assertThat(settings.file("absent")).isNull();
        assertThat(settings.files("one")).containsExactly(file);
        assertThat(problems.errors).isEmpty();
        assertThat(settings.file("none")).isNull();
        assertThat(settings.files("all")).containsExactly(file);
        assertThat(settings.file("here")).isNull();
        assertThat(problems.errors)
                .containsExactly(
                        "a.b.none: there is no file " + directory.resolve("no.pem") + "; name an existing file",
                        "a.b.all[1]: there is no file " + directory.resolve("no.pem") + "; name an existing file",
                        "a.b.here: there is no file " + directory + "; name an existing file");
        assertThat(noted).contains(file, directory.resolve("no.pem"));
    }

    @Test
    void an_error_in_a_section_leaves_its_neighbour_sound() {
        Settings settings = settings("one", Map.of("x", 1L), "two", Map.of());
        settings.section("one").text("x", null);
        assertThat(settings.section("two").isSound()).isTrue();
        assertThat(settings.isSound()).isFalse();
    }

    @Test
    void a_placeholder_that_was_reported_is_not_reported_again() {
        Settings.Untyped wrong = new Settings.Untyped(null);
        Settings settings = settings("k", wrong, "list", List.of(wrong));
        assertThat(settings.requiredText("k")).isNull();
        assertThat(settings.integer("k", 3, 1, 10)).isEqualTo(3);
        assertThat(settings.flag("k", true)).isTrue();
        assertThat(settings.duration("k", Duration.ZERO, Duration.ZERO, Duration.ZERO))
                .isEqualTo(Duration.ZERO);
        assertThat(settings.choice("k", Profile.class, Profile::word, Profile.POSTERN))
                .isEqualTo(Profile.POSTERN);
        assertThat(settings.texts("k")).isEmpty();
        assertThat(settings.oneOrMore("list")).isEmpty();
        assertThat(settings.section("k")).isNull();
        assertThat(problems.errors).isEmpty();
        assertThat(settings.isSound()).isFalse();
    }

    @Test
    void a_placeholder_takes_the_type_of_its_key() {
        assertThat(settings("k", new Settings.Untyped("7")).integer("k", 0, 1, 10))
                .isEqualTo(7);
        assertThat(settings("k", new Settings.Untyped("true")).flag("k", false)).isTrue();
        assertThat(settings("k", new Settings.Untyped("5s")).duration("k", null, Duration.ZERO, Duration.ofHours(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(settings("k", new Settings.Untyped("a, b")).texts("k")).containsExactly("a", "b");
        assertThat(settings("k", new Settings.Untyped("none")).isNone("k")).isTrue();
        assertThat(problems.errors).isEmpty();
    }
}
