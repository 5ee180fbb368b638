package dev.postern.sample.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;

/** Calls a pool over HTTP as a client library would, one request at a time. */
final class PoolCaller {

    /** An answer, whole. */
    record Answer(int status, HttpClientResponse head, Buffer body) {

        JsonObject json() {
            assertThat(head.getHeader("Content-Type")).as(status + " " + body).contains("json");
            return body.toJsonObject();
        }

        String type() {
            return json().getString("__type", "-");
        }
    }

    private final HttpClient client;
    private final int port;

    PoolCaller(Vertx vertx, DevelopmentUserPool pool) {
        this.client = vertx.createHttpClient();
        this.port = pool.port();
    }

    Answer call(String action, JsonObject input) {
        return call(action, input.encode());
    }

    Answer call(String action, String body) {
        return send(HttpMethod.POST, "/", "application/x-amz-json-1.1", action, Buffer.buffer(body));
    }

    Answer get(String path) {
        return send(HttpMethod.GET, path, null, "", Buffer.buffer());
    }

    Answer send(HttpMethod method, String path, String type, String action, Buffer body) {
        return Waiting.await(client.request(method, port, "127.0.0.1", path).compose(request -> {
            if (type != null) {
                request.putHeader("Content-Type", type);
            }
            if (!action.isEmpty()) {
                request.putHeader("X-Amz-Target", "AWSCognitoIdentityProviderService." + action);
            }
            // Attached on the event loop: from this thread it might come after the body has gone by.
            return request.send(body).compose(PoolCaller::whole);
        }));
    }

    private static Future<Answer> whole(HttpClientResponse response) {
        return response.body().map(body -> new Answer(response.statusCode(), response, body));
    }
}
