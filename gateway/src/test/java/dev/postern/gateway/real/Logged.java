package dev.postern.gateway.real;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;

/** Finds what the access log says about one answer. */
final class Logged {

    private Logged() {}

    static JsonObject of(GatewayUnderTest gateway, HttpResponse<?> answer) {
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        JsonObject[] found = new JsonObject[1];
        Await.until("a log line of request " + id, () -> {
            gateway.accessLog().stream()
                    .map(JsonObject::new)
                    .filter(line -> id.equals(line.getString("requestId")))
                    .forEach(line -> found[0] = line);
            return found[0] != null;
        });
        return found[0];
    }
}
