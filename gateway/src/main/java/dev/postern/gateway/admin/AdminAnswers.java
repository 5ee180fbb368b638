package dev.postern.gateway.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Answers of the admin port. */
final class AdminAnswers {

    private AdminAnswers() {}

    static Future<Void> refuse(RoutingContext exchange, int status, String message) {
        return json(exchange, status, new JsonObject().put("message", message));
    }

    /** Refuses, and ends the connection, as nothing behind a body that is not read can be found. */
    static void refuseUnread(RoutingContext exchange, int status, String message) {
        exchange.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refuse(exchange, status, message)
                .onComplete(ignored -> exchange.request().connection().close());
    }

    static Future<Void> json(RoutingContext exchange, int status, JsonObject body) {
        return exchange.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }
}
