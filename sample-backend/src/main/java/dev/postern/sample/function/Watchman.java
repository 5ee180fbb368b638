package dev.postern.sample.function;

import dev.postern.sample.listen.ExactHeaderNames;
import dev.postern.sample.listen.Listening;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/**
 * The function {@code watchman}, listening: a custom authorizer of API Gateway that lets those in who know the word. A
 * {@code POST} with a {@code TOKEN} event is one invocation; the word is its whole {@code authorizationToken}. What is no
 * such event is 400, 405 or 413.
 *
 * <p>Who says {@link #WORD} gets a policy for everything of the stage and the name {@code friend}; who says
 * {@link #FAREWELL} one that denies it; anybody else makes it fail with {@code Unauthorized}, which it says as the Lambda
 * Invoke API does, by the header {@code X-Amz-Function-Error}. It never opens a connection and keeps nothing.
 */
public final class Watchman {

    /** Admits. No secret: it is printed by the demo. */
    public static final String WORD = "swordfish";

    /** Is known, and is not let in. */
    public static final String FAREWELL = "barracuda";

    private static final int MAX_EVENT = 1 << 20;

    private final HttpServer server;

    private Watchman(HttpServer server) {
        this.server = server;
    }

    /**
     * Listens. Fails when the address is taken.
     *
     * @param port 0 for a free one
     */
    public static Future<Watchman> start(Vertx vertx, String host, int port) {
        HttpServerOptions http = new HttpServerOptions().setHttp2ClearTextEnabled(false);
        return vertx.createHttpServer(http)
                .connectionHandler(connection -> ExactHeaderNames.on(connection, http))
                .requestHandler(Watchman::receive)
                .listen(port, host)
                .recover(Listening.failure("function", host + ":" + port))
                .map(Watchman::new);
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        return server.close();
    }

    private static void receive(HttpServerRequest request) {
        if (request.method() != HttpMethod.POST) {
            refuse(request.response(), 405, "an invocation is a POST of an event");
            return;
        }
        Buffer event = Buffer.buffer();
        request.handler(part -> {
            if (event.length() <= MAX_EVENT) {
                event.appendBuffer(part);
            }
        });
        request.endHandler(ended -> {
            if (event.length() > MAX_EVENT) {
                refuse(request.response(), 413, "an event has at most " + MAX_EVENT + " bytes");
            } else {
                invoke(event, request.response());
            }
        });
    }

    private static void invoke(Buffer event, HttpServerResponse response) {
        try {
            JsonObject token = new JsonObject(event);
            if (token.getValue("authorizationToken") instanceof String word
                    && token.getValue("methodArn") instanceof String arn) {
                String[] parts = arn.split("/", 3);
                if (parts.length == 3) {
                    decide(word, parts[0] + "/" + parts[1] + "/*", response);
                    return;
                }
            }
        } catch (DecodeException malformed) {
            // Refused below, like an event of another type.
        }
        refuse(response, 400, "an event is a JSON object with authorizationToken and methodArn");
    }

    /** @param stage everything in it: the answer is remembered for all its routes */
    private static void decide(String word, String stage, HttpServerResponse response) {
        switch (word) {
            case WORD -> answer(response, policy("friend", "Allow", stage));
            case FAREWELL -> answer(response, policy("stranger", "Deny", stage));
            default ->
                answer(
                        response.putHeader("X-Amz-Function-Error", "Unhandled"),
                        new JsonObject().put("errorType", "Error").put("errorMessage", "Unauthorized"));
        }
    }

    private static JsonObject policy(String name, String effect, String resource) {
        JsonObject statement = new JsonObject()
                .put("Action", "execute-api:Invoke")
                .put("Effect", effect)
                .put("Resource", resource);
        return new JsonObject()
                .put("principalId", name)
                .put(
                        "policyDocument",
                        new JsonObject().put("Version", "2012-10-17").put("Statement", new JsonArray().add(statement)))
                .put("context", new JsonObject().put("username", name));
    }

    private static void refuse(HttpServerResponse response, int status, String message) {
        answer(response.setStatusCode(status), new JsonObject().put("message", message));
    }

    private static void answer(HttpServerResponse response, JsonObject body) {
        response.putHeader("Content-Type", "application/json").end(body.toBuffer());
    }
}
