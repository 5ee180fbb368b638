package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.TlsSocket;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand callers at once before the packaged gateway, and a function that answers when it is told to. */
class FunctionCrowdIT {

    /** As many streams as the gateway takes on one connection. */
    private static final int STREAMS = 100;

    private static final int CONNECTIONS = 100;
    private static final int CROWD = CONNECTIONS * STREAMS;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String ADMITTED = """
            {"principalId":"u","policyDocument":{"Version":"2012-10-17","Statement":[
              {"Action":"execute-api:Invoke","Effect":"Allow","Resource":"*"}]}}
            """;

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> invocations = new CopyOnWriteArrayList<>();
    private final List<Socket> crowd = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket each : crowd) {
            each.close();
        }
        Await.result(vertx.close());
    }

    @Test
    @DisplayName("ten thousand first requests with one token, all at once, are one invocation")
    void ten_thousand_first_requests_with_one_token_are_one_invocation() throws IOException {
        Certificates.in(directory).issue("tls", "DNS:localhost");
        TlsSocket tls = TlsSocket.trusting(directory.resolve("ca.crt"));
        // So much memory that nobody is turned away for want of it: docs/resilience.md.
        try (GatewayProcess gateway = GatewayProcess.start(config(), "-Xmx2g")) {
            byte[] asking = asking();
            for (int i = 0; i < CONNECTIONS; i++) {
                Socket socket = tls.offering("h2").connect(gateway.port());
                crowd.add(socket);
                socket.getOutputStream().write(asking);
                socket.getOutputStream().flush();
            }
            Await.until(
                    "all but the first have joined it",
                    () -> gateway.metrics()
                            .contains("postern_authorizer_cache_total{authorizer=\"custom\",result=\"joined\"} "
                                    + (CROWD - 1) + ".0"),
                    PATIENCE);
            assertThat(invocations).hasSize(1);
            assertThat(answered(gateway, "\"status\":")).isZero();

            invocations.get(0).response().end(ADMITTED);
            Await.until("everybody is answered", () -> answered(gateway, "\"status\":") == CROWD, PATIENCE);
            assertThat(answered(gateway, "\"status\":200")).isEqualTo(CROWD);
            assertThat(invocations).hasSize(1);
        }
    }

    private static byte[] asking() {
        Http2Bytes bytes = new Http2Bytes(65_535);
        for (int stream = 0; stream < STREAMS; stream++) {
            bytes.get(2 * stream + 1, "/a?token=everybody");
        }
        return bytes.bytes();
    }

    private static long answered(GatewayProcess gateway, String part) {
        return gateway.output().stream().filter(line -> line.contains(part)).count();
    }

    private Path config() throws IOException {
        int function = listen(request -> request.body().onSuccess(event -> invocations.add(request)));
        int backend = listen(request -> request.response().end());
        return Files.writeString(directory.resolve("crowd.yaml"), """
                server: { host: 127.0.0.1, port: 0, tls: { cert: tls.crt, key: tls.key } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams:
                  app:
                    url: "http://127.0.0.1:%d"
                    pool: { size: 50, queue: %d }
                    timeouts: { pool: 5m, head: 5m }
                functions: { gatekeeper: { url: "http://127.0.0.1:%d/" } }
                authorizers:
                  custom:
                    { type: lambda, function: gatekeeper, event: request, identitySource: querystring.token, timeout: 29s }
                routes: [ { match: "GET /a", authorizer: custom, upstream: app } ]
                """.formatted(backend, CROWD, function));
    }

    private int listen(Handler<HttpServerRequest> handler) {
        return Await.result(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
                .actualPort();
    }
}
