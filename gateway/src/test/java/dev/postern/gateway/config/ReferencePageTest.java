package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/configuration.md} says what the schema says. */
class ReferencePageTest {

    @Test
    void every_key_and_default_is_documented() throws IOException {
        List<String> lines = Files.readAllLines(SchemaFile.ROOT.resolve("docs/configuration.md"));
        List<String> rows = new ArrayList<>();
        Map<String, Object> keys = documented("", SchemaFile.SCHEMA);
        for (String line : lines) {
            if (line.matches("\\| `[a-z].*")) {
                String key = line.substring(3, line.indexOf('`', 3));
                rows.add(key);
                Object value = keys.getOrDefault(key, "");
                assertThat(line).contains(value.equals("") ? key : "| `" + key + "` | `" + value + "` |");
            }
        }
        assertThat(rows).containsExactlyInAnyOrderElementsOf(keys.keySet()).hasSizeGreaterThan(90);
    }

    @Test
    void every_variable_is_documented() throws IOException {
        assertThat(Files.readString(SchemaFile.ROOT.resolve("docs/configuration.md"))
                        .lines())
                .filteredOn(line -> line.startsWith("| `POSTERN_"))
                .extracting(line -> line.substring(3, line.indexOf('`', 3)))
                .containsExactlyInAnyOrderElementsOf(EnvironmentVariables.KNOWN);
    }

    /** Every path of a key, with its default; an empty text where there is none or it is shown otherwise. */
    private static Map<String, Object> documented(String path, JsonObject part) {
        JsonObject schema = SchemaFile.resolved(part);
        Map<String, Object> keys = new LinkedHashMap<>();
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        for (String key : properties.fieldNames()) {
            String at = path.isEmpty() ? key : path + "." + key;
            if (at.equals("routes.cors")) {
                keys.put(at, "");
                continue;
            }
            JsonObject property = SchemaFile.resolved(properties.getJsonObject(key));
            Object value = property.getValue("default");
            keys.put(
                    at,
                    value == null || value instanceof JsonObject || "".equals(value) || value instanceof JsonArray
                            ? ""
                            : value);
            keys.putAll(documented(at, property));
            if (property.getValue("additionalProperties") instanceof JsonObject item && item.containsKey("$ref")) {
                keys.putAll(documented(at + ".NAME", item));
            }
            if (property.getValue("items") instanceof JsonObject item) {
                keys.putAll(documented(at, item));
            }
        }
        if (path.equals("authorizers.NAME")) {
            JsonObject builtIn = SchemaFile.SCHEMA.getJsonObject("$defs").getJsonObject("authorizer");
            for (Object one : builtIn.getJsonArray("oneOf")) {
                JsonObject settings = SchemaFile.resolved((JsonObject) one).getJsonObject("properties");
                String type = settings.getJsonObject("type").getString("const");
                settings.fieldNames().forEach(key -> keys.put(type + "." + key, ""));
            }
        }
        return keys;
    }
}
