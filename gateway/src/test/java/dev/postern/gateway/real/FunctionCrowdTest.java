package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once before a function that answers when it is told to, or never. */
@Tag("socket")
class FunctionCrowdTest {

    private static final int CROWD = 10_000;

    /** As many streams as the gateway takes on one connection, each. */
    private static final int CONNECTIONS = CROWD / 100;

    @TempDir
    private Path directory;

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
        HttpServerOptions options = new HttpServerOptions().setAcceptBacklog(CROWD);
        return Await.result(
                        vertx.createHttpServer(options).requestHandler(handler).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void stop() {
        Await.result(vertx.close());
    }

    @Test
    @DisplayName("ten thousand first requests with one token, all at once, are one invocation (SR-110)")
    void ten_thousand_first_requests_with_one_token_are_one_invocation() {
        Certificates.in(directory).issue("tls", "DNS:localhost");
        try (GatewayUnderTest gateway = gateway(", tls: { cert: tls.crt, key: tls.key }", "answerLimit: 64KiB")) {
            HttpClient client = vertx.createHttpClient(
                    new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setSsl(true)
                            .setUseAlpn(true)
                            .setHttp2MultiplexingLimit(CROWD / CONNECTIONS)
                            .setTrustOptions(new PemTrustOptions()
                                    .addCertPath(directory.resolve("ca.crt").toString())),
                    new PoolOptions().setHttp2MaxSize(CONNECTIONS).setMaxWaitQueueSize(-1));
            RequestOptions request = new RequestOptions()
                    .setHost("localhost")
                    .setPort(gateway.port())
                    .setURI("/a")
                    .setMethod(HttpMethod.GET)
                    .putHeader("Authorization", "Bearer everybody");
            List<Future<Integer>> answers = new ArrayList<>(CROWD);
            for (int i = 0; i < CROWD; i++) {
                answers.add(
                        client.request(request).compose(HttpClientRequest::send).map(HttpClientResponse::statusCode));
            }
            Await.until(
                    "all but the first have joined it",
                    () -> metric(gateway, "postern_authorizer_cache_total{authorizer=\"custom\",result=\"joined\"}")
                            == CROWD - 1);
            assertThat(invocations).hasSize(1);
            assertThat(answers).noneMatch(Future::isComplete);
            admit(invocations.get(0));
            Await.until("everybody is answered", () -> answers.stream().allMatch(Future::isComplete));
            assertThat(answers.stream().collect(Collectors.groupingBy(Future::result, Collectors.counting())))
                    .isEqualTo(Map.of(200, (long) CROWD));
            assertThat(invocations).hasSize(1);
        }
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
        try (GatewayUnderTest gateway = gateway("", "concurrency: 5, breaker: { faults: none }")) {
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
    private GatewayUnderTest gateway(String server, String limits) {
        String yaml = """
                upstreams: { app: { url: "http://127.0.0.1:%d", pool: { queue: 100000 }, timeouts: { pool: 60s } } }
                functions: { silent: { url: "http://127.0.0.1:%d/", %s } }
                authorizers: { custom: { type: lambda, function: silent, event: token, timeout: 29s } }
                routes: [ { match: "GET /a", authorizer: custom, upstream: app } ]
                """.formatted(backend, function, limits);
        return GatewayUnderTest.start(
                GatewayUnderTest.read(yaml, server, directory.resolve("postern.yaml")), Clock.systemUTC());
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
