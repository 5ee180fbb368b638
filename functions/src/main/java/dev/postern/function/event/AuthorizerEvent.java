package dev.postern.function.event;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The four events that API Gateway sends to Lambda authorizers. None ever carries a body.
 */
public enum AuthorizerEvent {
    /** REST APIs, type TOKEN: exactly three fields. */
    TOKEN("token") {
        @Override
        JsonObject json(EventRequest request, List<String> identity) {
            return new JsonObject()
                    .put("type", "TOKEN")
                    .put("authorizationToken", String.join(",", identity))
                    .put("methodArn", request.arn().toString());
        }
    },
    /** REST APIs, type REQUEST. */
    REQUEST("request") {
        @Override
        JsonObject json(EventRequest request, List<String> identity) {
            JsonObject event = new JsonObject()
                    .put("type", "REQUEST")
                    .put("methodArn", request.arn().toString());
            RestShape.addRest(event, request);
            return event;
        }
    },
    /** HTTP APIs, payload version 1.0. */
    V1("v1") {
        @Override
        JsonObject json(EventRequest request, List<String> identity) {
            String joined = identity.isEmpty() ? null : String.join(",", identity);
            JsonObject event = new JsonObject()
                    .put("version", "1.0")
                    .put("type", "REQUEST")
                    .put("methodArn", request.arn().toString())
                    .put("identitySource", joined)
                    .put("authorizationToken", joined);
            RestShape.addHttp(event, request);
            return event;
        }
    },
    /** HTTP APIs, payload version 2.0. */
    V2("v2") {
        @Override
        JsonObject json(EventRequest request, List<String> identity) {
            JsonObject event = new JsonObject()
                    .put("version", "2.0")
                    .put("type", "REQUEST")
                    .put("routeArn", request.arn().toString())
                    .put("identitySource", identity.isEmpty() ? null : new JsonArray(List.copyOf(identity)));
            HttpShape.add(event, request);
            return event;
        }
    };

    private final String word;

    AuthorizerEvent(String word) {
        this.word = word;
    }

    /** The word in the configuration. */
    public String word() {
        return word;
    }

    /**
     * Writes the event.
     *
     * @param identity the values of the identity sources, in the order of the configuration; empty where there are none
     */
    public Buffer write(EventRequest request, List<String> identity) {
        return json(request, identity).toBuffer();
    }

    abstract JsonObject json(EventRequest request, List<String> identity);
}
