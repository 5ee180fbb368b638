package dev.postern.sample.pool;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AWS JSON 1.1 over HTTP as Cognito speaks it: {@code POST /} with the action in {@code X-Amz-Target}, errors as status
 * 400 with {@code __type}, and CORS open to every page. Refuses bodies above 64 KiB and whatever is not a JSON object.
 */
final class WireProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(WireProtocol.class);
    private static final String MEDIA_TYPE = "application/x-amz-json-1.1";
    private static final String TARGET = "AWSCognitoIdentityProviderService.";
    private static final long BODY_LIMIT = 64 * 1024;
    private static final String REQUEST_HEADERS =
            "amz-sdk-invocation-id, amz-sdk-request, authorization, cache-control,"
                    + " content-type, x-amz-content-sha256, x-amz-date, x-amz-security-token, x-amz-target, x-amz-user-agent";
    private static final String RESPONSE_HEADERS =
            "x-amzn-RequestId, x-amzn-ErrorType, x-amzn-ErrorMessage, Content-Length, Date";

    private final Map<String, Action> actions;

    WireProtocol(Map<String, Action> actions) {
        this.actions = actions;
    }

    /** Puts the API on {@code router}. */
    void mount(Router router) {
        router.route().handler(WireProtocol::openToEveryPage);
        router.post("/").handler(BodyHandler.create(false).setBodyLimit(BODY_LIMIT));
        router.post("/").handler(this::receive).failureHandler(WireProtocol::fail);
    }

    private static void openToEveryPage(RoutingContext context) {
        HttpServerResponse response = context.response()
                .putHeader("Access-Control-Allow-Origin", "*")
                .putHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        if (context.request().method() != HttpMethod.OPTIONS) {
            context.next();
            return;
        }
        response.putHeader("Access-Control-Allow-Methods", "POST, GET")
                .putHeader("Access-Control-Allow-Headers", REQUEST_HEADERS)
                .putHeader("Access-Control-Max-Age", "172800")
                .end();
    }

    private void receive(RoutingContext context) {
        String type = context.request().getHeader("Content-Type");
        String target = context.request().getHeader("X-Amz-Target");
        if (type == null || !type.toLowerCase(Locale.ROOT).split(";")[0].trim().equals(MEDIA_TYPE)) {
            refuse(context, ErrorType.UnknownOperationException, "Content-Type must be " + MEDIA_TYPE);
            return;
        }
        Action action =
                target == null || !target.startsWith(TARGET) ? null : actions.get(target.substring(TARGET.length()));
        if (action == null) {
            refuse(
                    context,
                    ErrorType.UnknownOperationException,
                    "X-Amz-Target must be " + TARGET + " with one of "
                            + String.join(
                                    ", ", actions.keySet().stream().sorted().toList()));
            return;
        }
        try {
            Buffer body = context.body().buffer();
            Fields input = new Fields(new JsonObject(body == null ? Buffer.buffer() : body));
            context.vertx()
                    .executeBlocking(() -> action.answer(input), false)
                    .onSuccess(reply -> send(context, reply))
                    .onFailure(context::fail);
        } catch (DecodeException | ClassCastException malformed) {
            refuse(context, ErrorType.SerializationException, "The body must be a JSON object.");
        }
    }

    private static void send(RoutingContext context, Reply reply) {
        if (reply instanceof Reply.Refusal refusal) {
            refuse(context, refusal.type(), refusal.message());
            return;
        }
        respond(context, 200, ((Reply.Success) reply).body());
    }

    private static void refuse(RoutingContext context, ErrorType type, String message) {
        context.response().putHeader("x-amzn-ErrorType", type.name());
        if (message.chars().allMatch(character -> character >= ' ' && character <= '~')) {
            context.response().putHeader("x-amzn-ErrorMessage", message);
        }
        int status = type == ErrorType.RequestEntityTooLargeException ? 413 : 400;
        respond(context, status, new JsonObject().put("__type", type.name()).put("message", message));
    }

    private static void respond(RoutingContext context, int status, JsonObject body) {
        if (context.response().ended() || context.response().closed()) {
            return;
        }
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", MEDIA_TYPE)
                .putHeader("x-amzn-RequestId", UUID.randomUUID().toString())
                .end(body.toBuffer());
    }

    private static void fail(RoutingContext context) {
        if (context.statusCode() == 413) {
            refuse(context, ErrorType.RequestEntityTooLargeException, "A request has at most 64 KiB.");
            return;
        }
        LOG.error("a request to the user pool failed", context.failure());
        respond(context, 500, new JsonObject().put("__type", "InternalErrorException"));
    }
}
