package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** YAML as the JSON that a schema is checked against. */
final class YamlDocument {

    private YamlDocument() {}

    static JsonObject read(Path file) throws IOException {
        return read(Files.readString(file));
    }

    static JsonObject read(String text) {
        FilePlaces places = new FilePlaces("document");
        Redaction redaction = new Redaction();
        ConfigProblems problems = new ConfigProblems(places, redaction);
        Placeholders none = new Placeholders(UnaryOperator.identity(), Path.of(""), new ConfigFiles(), redaction, true);
        Map<?, ?> values = new YamlReader(places, problems, none).read(text);
        if (problems.hasErrors()) {
            throw new IllegalArgumentException(problems.render());
        }
        return (JsonObject) json(values);
    }

    private static Object json(Object value) {
        if (value instanceof Map<?, ?> map) {
            JsonObject object = new JsonObject();
            map.forEach((key, element) -> object.put(String.valueOf(key), json(element)));
            return object;
        } else if (value instanceof List<?> list) {
            JsonArray array = new JsonArray();
            list.forEach(element -> array.add(json(element)));
            return array;
        }
        return value instanceof Settings.Untyped placeholder ? placeholder.text() : value;
    }
}
