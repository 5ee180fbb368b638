package dev.postern.sample.notes;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;

/**
 * One request on its way through the backend.
 *
 * @param vertx for timers and work off the event loop
 * @param request as received
 * @param gone completes when the caller left before it had the whole answer
 */
record Visit(Vertx vertx, HttpServerRequest request, Future<Void> gone) {

    /** Opens a visit and tells {@code cancelled} when the caller leaves early. */
    static Visit open(Vertx vertx, HttpServerRequest request, Runnable cancelled) {
        Promise<Void> gone = Promise.promise();
        HttpServerResponse response = request.response();
        response.exceptionHandler(lost -> gone.tryComplete());
        response.closeHandler(closed -> {
            if (!response.ended()) {
                gone.tryComplete();
            }
        });
        request.exceptionHandler(lost -> gone.tryComplete());
        gone.future().onComplete(left -> cancelled.run());
        return new Visit(vertx, request, gone.future());
    }

    HttpServerResponse response() {
        return request.response();
    }

    boolean left() {
        return gone.isComplete();
    }

    /** Answers with JSON, unless the caller left. */
    void answer(int status, JsonObject body) {
        HttpServerResponse response = response();
        if (left() || response.ended()) {
            return;
        }
        response.setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }

    /** Answers with an error that says what would have been right. */
    void refuse(int status, String message) {
        answer(status, new JsonObject().put("message", message));
    }

    /** Runs {@code step} after {@code millis}, or never when the caller leaves first. */
    void after(long millis, Runnable step) {
        Runnable unlessLeft = () -> {
            if (!left() && !response().closed()) {
                step.run();
            }
        };
        if (millis <= 0) {
            vertx.runOnContext(next -> unlessLeft.run());
        } else {
            long timer = vertx.setTimer(millis, fired -> unlessLeft.run());
            gone.onComplete(left -> vertx.cancelTimer(timer));
        }
    }
}
