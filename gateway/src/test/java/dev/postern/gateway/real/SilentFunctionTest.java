package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Callers before a function that answers when it is told to, or never. */
@Tag("socket")
class SilentFunctionTest {

    private final Vertx vertx = Vertx.vertx();
    /** Invocations that have no answer yet. */
    private final List<HttpServerRequest> invocations = new CopyOnWriteArrayList<>();

    private int function;
    private int backend;

    @BeforeEach
    void startFunctionAndBackend() {
        function = listen(request -> request.body().onSuccess(event -> invocations.add(request)));
        backend = listen(request -> request.response().end());
    }

    private int listen(Handler<HttpServerRequest> handler) {
        return Await.result(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    private static void admit(HttpServerRequest invocation) {
        JsonObject statement = new JsonObject()
                .put("Action", "execute-api:Invoke")
                .put("Effect", "Allow")
                .put("Resource", "*");
        invocation
                .response()
                .end(new JsonObject()
                        .put("principalId", "u")
                        .put(
                                "policyDocument",
                                new JsonObject()
                                        .put("Version", "2012-10-17")
                                        .put("Statement", new JsonArray().add(statement)))
                        .toBuffer());
    }

    @Test
    @DisplayName("a function that never answers holds as many requests as it is allowed to, and nobody else waits")
    void a_function_that_never_answers_holds_as_many_requests_as_it_is_allowed_to() {
        try (GatewayUnderTest gateway = gateway("concurrency: 5, breaker: { faults: none }")) {
            HttpClient client = vertx.createHttpClient(new PoolOptions().setHttp1MaxSize(100));
            List<Future<Integer>> held = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                held.add(get(client, gateway, "held-" + i));
            }
            Await.until("five are held", () -> invocations.size() == 5);
            for (int i = 0; i < 50; i++) {
                assertThat(Await.result(get(client, gateway, "late-" + i))).isEqualTo(503);
            }
            assertThat(gateway.accessLog(50)).hasSize(50).allSatisfy(line -> assertThat(
                            new JsonObject(line).getString("reason"))
                    .isEqualTo("authorizer_busy"));
            assertThat(held).noneMatch(Future::isComplete);
            assertThat(metric(gateway, "postern_function_in_flight{function=\"silent\",state=\"running\"}"))
                    .isEqualTo(5);
            assertThat(invocations).hasSize(5);

            // One place is free again as soon as one is answered.
            admit(invocations.get(0));
            Await.until("one is answered", () -> held.stream().anyMatch(Future::isComplete));
            Future<Integer> next = get(client, gateway, "next");
            Await.until("the next one is asked about", () -> invocations.size() == 6);
            assertThat(next.isComplete()).isFalse();
        }
    }

    private static Future<Integer> get(HttpClient client, GatewayUnderTest gateway, String token) {
        return client.request(new RequestOptions()
                        .setHost("127.0.0.1")
                        .setPort(gateway.port())
                        .setURI("/a")
                        .putHeader("Authorization", token))
                .compose(HttpClientRequest::send)
                .map(HttpClientResponse::statusCode);
    }

    /** @param limits of the function */
    private GatewayUnderTest gateway(String limits) {
        String yaml = """
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                functions: { silent: { url: "http://127.0.0.1:%d/", %s } }
                authorizers: { custom: { type: lambda, function: silent, event: token, timeout: 29s } }
                routes: [ { match: "GET /a", authorizer: custom, upstream: app } ]
                """.formatted(backend, function, limits);
        return GatewayUnderTest.start(yaml);
    }

    private static long metric(GatewayUnderTest gateway, String series) {
        return Call.to(gateway.adminPort(), "/metrics")
                .get()
                .body()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(0);
    }
}
