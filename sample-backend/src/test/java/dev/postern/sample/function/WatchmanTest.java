package dev.postern.sample.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.sample.testing.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchmanTest {

    private static final String API = "arn:aws:execute-api:us-east-1:000000000000:abc/prod/";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = vertx.createHttpClient();
    private final Watchman watchman = Waiting.await(Watchman.start(vertx, "127.0.0.1", 0));

    /** What came back. */
    private record Reply(int status, String functionError, JsonObject body) {}

    @AfterEach
    void stop() {
        Waiting.await(vertx.close());
    }

    @Test
    void who_says_the_word_may_do_everything_in_this_stage() {
        Reply reply = invoke(event(Watchman.WORD));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.functionError()).isNull();
        assertThat(reply.body().getString("principalId")).isEqualTo("friend");
        assertThat(reply.body().getJsonObject("context").getString("username")).isEqualTo("friend");
        assertThat(statement(reply))
                .isEqualTo(new JsonObject()
                        .put("Action", "execute-api:Invoke")
                        .put("Effect", "Allow")
                        .put("Resource", API + "*"));
    }

    @Test
    void who_says_the_other_word_is_denied_it() {
        assertThat(statement(invoke(event(Watchman.FAREWELL))).getString("Effect"))
                .isEqualTo("Deny");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Swordfish", "swordfish ", "Bearer swordfish"})
    void anybody_else_is_a_function_error_of_unauthorized(String word) {
        Reply reply = invoke(event(word));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.functionError()).isEqualTo("Unhandled");
        assertThat(reply.body().getString("errorMessage")).isEqualTo("Unauthorized");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"authorizationToken\":\"swordfish\"}",
                "{\"authorizationToken\":\"swordfish\",\"methodArn\":\"arn\"}",
                "{\"authorizationToken\":1,\"methodArn\":\"arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/\"}"
            })
    void what_is_no_event_of_type_token_is_400(String event) {
        assertThat(invoke(event).status()).isEqualTo(400);
    }

    @Test
    void what_is_no_invocation_is_refused() {
        assertThat(send(HttpMethod.GET, "").status()).isEqualTo(405);
        assertThat(invoke(" ".repeat((1 << 20) + 1)).status()).isEqualTo(413);
    }

    private static String event(String word) {
        return new JsonObject()
                .put("type", "TOKEN")
                .put("authorizationToken", word)
                .put("methodArn", API + "GET/notes")
                .encode();
    }

    private static JsonObject statement(Reply reply) {
        return reply.body()
                .getJsonObject("policyDocument")
                .getJsonArray("Statement")
                .getJsonObject(0);
    }

    private Reply invoke(String event) {
        return send(HttpMethod.POST, event);
    }

    private Reply send(HttpMethod method, String event) {
        return Waiting.await(client.request(method, watchman.port(), "127.0.0.1", "/")
                .compose(request -> request.send(Buffer.buffer(event)))
                .compose(response -> response.body()
                        .map(body -> new Reply(
                                response.statusCode(),
                                response.getHeader("X-Amz-Function-Error"),
                                body.toJsonObject()))));
    }
}
