package dev.postern.authorizer.compose;

import dev.postern.authorizer.Authorizer;
import dev.postern.authorizer.AuthorizerContext;
import dev.postern.authorizer.Settings;
import dev.postern.authorizer.Suggestion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code of:}, the names of the members, and finds the authorizers behind them. */
final class MemberList {

    static final String KEY = "of";

    private final AuthorizerContext context;
    private final Settings settings;
    private final List<Member> members = new ArrayList<>();
    private boolean complete = true;

    private MemberList(AuthorizerContext context, Settings settings) {
        this.context = context;
        this.settings = settings;
    }

    /** Names that nobody has, names written twice and empty lists are reported, each at its place. */
    static MemberList read(AuthorizerContext context, Settings settings) {
        MemberList list = new MemberList(context, settings);
        if (!settings.has(KEY)) {
            settings.missing(KEY);
            list.complete = false;
            return list;
        }
        List<String> names = settings.texts(KEY);
        if (names.isEmpty() && settings.isSound()) {
            settings.problem(KEY, "is empty", "list the names of at least two authorizers");
        }
        Set<String> seen = new TreeSet<>();
        for (int i = 0; i < names.size(); i++) {
            if (seen.add(names.get(i))) {
                list.add(i, names.get(i));
            } else {
                list.error(i, "names '" + names.get(i) + "' again", "name each authorizer once");
            }
        }
        if (names.size() == 1) {
            settings.warning(
                    KEY,
                    "has one member, so it decides as '" + names.get(0) + "' does",
                    "add another, or let routes name '" + names.get(0) + "'");
        }
        return list;
    }

    private void add(int index, String name) {
        Authorizer authorizer = context.authorizer(name);
        if (authorizer != null) {
            members.add(new Member(name, authorizer));
            return;
        }
        complete = false;
        Set<String> known = context.authorizerNames();
        // Of a name that is known the gateway has already said why there is no such authorizer.
        if (!known.contains(name)) {
            error(
                    index,
                    "there is no authorizer '" + name + "'" + Suggestion.of(name, known),
                    known.isEmpty() ? "none is defined" : "known are " + String.join(", ", known));
        }
    }

    /** Reports an error at a member. */
    void error(int index, String what, String right) {
        complete = false;
        settings.problems().error(place(index), what, right);
    }

    /** Reports a lint at a member. */
    void warning(int index, String what, String right) {
        settings.problems().warning(place(index), what, right);
    }

    /** A placeholder that holds the whole list has one place. */
    private String place(int index) {
        return settings.path(KEY) + (settings.raw(KEY) instanceof List<?> ? "[" + index + "]" : "");
    }

    /** Those that were found; places of errors are right while {@link #isComplete}. */
    List<Member> members() {
        return members;
    }

    /** Whether every name stands for an authorizer, and no name was reported. */
    boolean isComplete() {
        return complete;
    }

    /** An object schema with {@code type} and {@code of}; closed for others. */
    static JsonObject schema(String type, String description, String of) {
        return new JsonObject()
                .put("type", "object")
                .put("description", description)
                .put(
                        "properties",
                        new JsonObject()
                                .put(
                                        "type",
                                        new JsonObject()
                                                .put("const", type)
                                                .put("description", "Chooses this kind of authorizer."))
                                .put(
                                        KEY,
                                        new JsonObject()
                                                .put("type", "array")
                                                .put(
                                                        "items",
                                                        new JsonObject()
                                                                .put("type", "string")
                                                                .put("minLength", 1))
                                                .put("minItems", 1)
                                                .put("uniqueItems", true)
                                                .put("description", of)
                                                .put(
                                                        "examples",
                                                        new JsonArray()
                                                                .add(new JsonArray()
                                                                        .add("users")
                                                                        .add("machines")))))
                .put("required", new JsonArray().add("type").add(KEY))
                .put("additionalProperties", false);
    }
}
