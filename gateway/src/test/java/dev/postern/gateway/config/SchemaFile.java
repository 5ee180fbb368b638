package dev.postern.gateway.config;

import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code config/postern.schema.json} and its parts. */
final class SchemaFile {

    /** The repository. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static final JsonObject SCHEMA = schema();

    /** A section of the configuration: where it stands, and its part of the schema. */
    record Section(List<String> path, JsonObject schema) {}

    private SchemaFile() {}

    static List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section(List.of(), SCHEMA));
        for (String key : List.of("server", "admin", "api", "identity", "cors", "log", "lockout", "start")) {
            sections.add(section(key));
        }
        for (String key : List.of("timeouts", "limits", "drain", "tls")) {
            sections.add(section("server", key));
        }
        sections.add(section("upstreams", "notes"));
        for (String key : List.of("timeouts", "pool", "tls")) {
            sections.add(section("upstreams", "notes", key));
        }
        sections.add(section("functions", "auth"));
        sections.add(section("functions", "auth", "breaker"));
        sections.add(section("routes", "0"));
        sections.add(section("routes", "0", "cors"));
        sections.add(section("routes", "0", "request"));
        sections.add(section("routes", "0", "webSocket"));
        return sections;
    }

    private static Section section(String... path) {
        JsonObject schema = SCHEMA;
        for (String step : path) {
            JsonObject properties = schema.getJsonObject("properties", new JsonObject());
            JsonObject next = properties.getJsonObject(step);
            if (next == null) {
                next = step.equals("0") ? schema.getJsonObject("items") : schema.getJsonObject("additionalProperties");
            }
            schema = resolved(next);
        }
        return new Section(List.of(path), schema);
    }

    /** The part itself, or what it refers to. */
    static JsonObject resolved(JsonObject part) {
        String reference = part.getString("$ref");
        return reference == null
                ? part
                : SCHEMA.getJsonObject("$defs").getJsonObject(reference.substring("#/$defs/".length()));
    }

    static OutputUnit validate(JsonObject document) {
        return Validator.create(
                        JsonSchema.of(SCHEMA),
                        new JsonSchemaOptions().setDraft(Draft.DRAFT202012).setBaseUri("https://postern.invalid/"))
                .validate(document);
    }

    private static JsonObject schema() {
        try {
            return new JsonObject(Files.readString(ROOT.resolve("config/postern.schema.json")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
