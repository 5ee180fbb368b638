package dev.postern.authorizer.jwt;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** The parts of a JSON Schema that token authorizers share. */
public final class TokenSchema {

    private TokenSchema() {}

    /** An object schema with {@code type} and the settings that every token authorizer has; closed for others. */
    public static JsonObject of(String type, String description, JsonObject properties, List<String> required) {
        JsonObject all = new JsonObject()
                .put(
                        "type",
                        new JsonObject().put("const", type).put("description", "Chooses this kind of authorizer."));
        all.mergeIn(properties);
        all.put(
                "identitySource",
                textOrTexts("Where the token may stand: header.NAME, querystring.NAME, cookie.NAME or, for"
                                + " WebSockets, subprotocol.NAME; more than one credential in a request is refused.")
                        .put("default", "header.Authorization")
                        .put(
                                "examples",
                                new JsonArray()
                                        .add("cookie.session")
                                        .add(new JsonArray()
                                                .add("header.Authorization")
                                                .add("querystring.access_token"))));
        all.put(
                "leeway",
                text("How far the issuer's clock may differ, at most 5m. Without it exp has no leeway, nbf and iat"
                                + " have 5s.")
                        .put("pattern", "^[0-9]+(ms|s|m|h|d)$")
                        .put("examples", new JsonArray().add("30s")));
        all.put(
                "trust",
                textOrTexts("PEM files with certificate authorities trusted for this issuer besides the system's and"
                                + " the configuration's own 'trust'.")
                        .put("examples", new JsonArray().add("ca.pem")));
        all.put(
                "insecure",
                new JsonObject()
                        .put("type", "boolean")
                        .put("default", false)
                        .put(
                                "description",
                                "Allows plain http to hosts other than loopback. Whoever can change that traffic can"
                                        + " admit anybody."));
        return new JsonObject()
                .put("type", "object")
                .put("description", description)
                .put("properties", all)
                .put("required", new JsonArray(new ArrayList<>(required)).add("type"))
                .put("additionalProperties", false);
    }

    /** A text. */
    public static JsonObject text(String description) {
        return new JsonObject().put("type", "string").put("minLength", 1).put("description", description);
    }

    /** One text or a list of at least one. */
    public static JsonObject textOrTexts(String description) {
        JsonObject one = new JsonObject().put("type", "string").put("minLength", 1);
        return new JsonObject()
                .put(
                        "oneOf",
                        new JsonArray()
                                .add(one)
                                .add(new JsonObject()
                                        .put("type", "array")
                                        .put("items", one.copy())
                                        .put("minItems", 1)))
                .put("description", description);
    }

    /** The {@code jwks} setting. */
    public static JsonObject jwks(String otherwise) {
        return text("Where the keys are: an https URL (http on loopback) or file:NAME. " + otherwise)
                .put(
                        "examples",
                        new JsonArray()
                                .add("https://login.example.com/keys.json")
                                .add("file:jwks.json"));
    }
}
