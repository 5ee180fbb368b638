package dev.postern.authorizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of every authorizer says what its schema says, in the fixed form. */
class DocumentationTest {

    private static final Path PAGES = Path.of("..", "docs", "authorizers");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Za-z_]+)` \\|([^\\n]*)$");

    static List<AuthorizerFactory> factories() {
        return ServiceLoader.load(AuthorizerFactory.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Test
    void the_built_in_types_are_found() {
        assertThat(factories()).extracting(AuthorizerFactory::type).contains("jwt", "cognito");
    }

    @ParameterizedTest
    @MethodSource("factories")
    void the_options_of_the_page_are_those_of_the_schema(AuthorizerFactory factory) throws Exception {
        JsonObject schema = factory.schema();
        String page = Files.readString(PAGES.resolve(factory.type() + ".md"));
        String options = page.substring(page.indexOf("## Options"), page.indexOf("## What it refuses"));
        assertThat(rows(options))
                .isEqualTo(new TreeSet<>(schema.getJsonObject("properties").fieldNames()));
        for (String name : schema.getJsonObject("properties").fieldNames()) {
            JsonObject property = schema.getJsonObject("properties").getJsonObject(name);
            assertThat(property.getString("description")).as(name).isNotBlank();
            if (property.getValue("default") instanceof String text) {
                assertThat(options).contains("| `" + text + "` |");
            }
        }
        assertThat(schema.getBoolean("additionalProperties")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "deny", "jwt", "cognito", "lambda"})
    void every_page_has_the_fixed_form(String type) throws Exception {
        String page = Files.readString(PAGES.resolve(type + ".md"));
        assertThat(page).startsWith("# `" + type + "`\n\n");
        assertThat(page)
                .containsSubsequence(
                        "\n## Example\n",
                        "\n## Options\n",
                        "\n## What it refuses\n",
                        "\n## Identity\n",
                        "\n## Security notes\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deny", "jwt", "cognito", "lambda"})
    void every_reason_on_a_page_has_its_status(String type) throws Exception {
        String page = Files.readString(PAGES.resolve(type + ".md"));
        String refusals = page.substring(page.indexOf("## What it refuses"), page.indexOf("## Identity"));
        Matcher matcher = ROW.matcher(refusals);
        int rows = 0;
        while (matcher.find()) {
            String word = matcher.group(1);
            Reason reason = List.of(Reason.values()).stream()
                    .filter(one -> one.word().equals(word))
                    .findFirst()
                    .orElseThrow();
            String status =
                    switch (reason.kind()) {
                        case BAD_REQUEST -> "400";
                        case NO_CREDENTIAL, INVALID_CREDENTIAL -> "401";
                        case INSUFFICIENT_SCOPE, FORBIDDEN -> "403";
                        case UNAVAILABLE -> "503";
                        default -> "500";
                    };
            assertThat(matcher.group(2)).as(word).contains("| " + status);
            rows++;
        }
        assertThat(rows).isPositive();
    }

    private static Set<String> rows(String text) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = ROW.matcher(text);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
