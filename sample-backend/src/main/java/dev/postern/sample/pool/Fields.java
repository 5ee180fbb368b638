package dev.postern.sample.pool;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A JSON object from a stranger, read without surprises: what is absent or of another type is empty. */
record Fields(JsonObject json) {

    /** Longer values than any parameter of the API has; treated as absent. */
    private static final int MAX_CHARACTERS = 8192;

    /** The text under {@code name}, or the empty string. */
    String text(String name) {
        return json.getValue(name) instanceof String text && text.length() <= MAX_CHARACTERS ? text : "";
    }

    /** The object under {@code name}, or an empty one. */
    Fields object(String name) {
        return new Fields(json.getValue(name) instanceof JsonObject object ? object : new JsonObject());
    }

    /** The objects in the array under {@code name}; whatever else stands there counts as an empty object. */
    List<Fields> objects(String name) {
        JsonArray array = json.getValue(name) instanceof JsonArray given ? given : new JsonArray();
        return array.stream()
                .map(item -> new Fields(item instanceof JsonObject object ? object : new JsonObject()))
                .toList();
    }
}
