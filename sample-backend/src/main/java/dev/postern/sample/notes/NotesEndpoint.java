package dev.postern.sample.notes;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * {@code /notes}: the caller's notes, greeted by name. The name comes from exactly one place, the {@code X-Username}
 * header or {@code policyContext.username} in the JSON body; what stands in the other place is ignored.
 */
final class NotesEndpoint implements Endpoint {

    private static final int MAX_BODY = 1 << 20;
    private static final JsonArray NOTES = new JsonArray()
            .add(note("shopping", "lamp oil, a new bolt for the side gate, bread"))
            .add(note("about the watch", "whoever knocks after dark gives the word first"));

    private final IdentitySource source;

    NotesEndpoint(IdentitySource source) {
        this.source = source;
    }

    @Override
    public void serve(Visit visit) {
        BodyDigest digest = new BodyDigest(MAX_BODY);
        visit.request().handler(digest::add).endHandler(ended -> {
            if (digest.length() > MAX_BODY) {
                visit.refuse(413, "a note request has at most " + MAX_BODY + " bytes");
            } else if (source == IdentitySource.HEADERS) {
                greetByHeader(visit);
            } else {
                greetByBody(visit, digest.kept());
            }
        });
    }

    private static void greetByHeader(Visit visit) {
        HttpServerRequest request = visit.request();
        List<String> names = request.headers().getAll("X-Username");
        if (names.size() > 1) {
            visit.refuse(400, "more than one X-Username");
        } else {
            greet(visit, names.isEmpty() ? "" : names.get(0));
        }
    }

    private static void greetByBody(Visit visit, Buffer body) {
        if (body.length() == 0) {
            greet(visit, "");
            return;
        }
        try {
            Object context = new JsonObject(body).getValue("policyContext");
            Object name = context instanceof JsonObject fields ? fields.getValue("username") : null;
            if (name == null || name instanceof String) {
                greet(visit, name == null ? "" : (String) name);
            } else {
                visit.refuse(400, "policyContext.username must be a string");
            }
        } catch (DecodeException | ClassCastException malformed) {
            visit.refuse(400, "the body must be a JSON object");
        }
    }

    private static void greet(Visit visit, String name) {
        visit.answer(
                200,
                new JsonObject()
                        .put("title", "Notes for " + (name.isEmpty() ? "anonymous" : name))
                        .put("notes", NOTES));
    }

    private static JsonObject note(String title, String contents) {
        return new JsonObject().put("title", title).put("contents", contents);
    }
}
