package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the settings of an upstream make of a request. */
@Tag("socket")
class UpstreamRequestTest {

    private RecordingUpstream upstream;

    @BeforeEach
    void start() {
        upstream = RecordingUpstream.start();
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void the_host_is_the_backends_own_unless_the_clients_is_to_be_preserved() {
        assertThat(received("", "GET /a HTTP/1.1\r\nHost: api.example.com\r\n\r\n"))
                .containsIgnoringCase("\r\nhost: 127.0.0.1:" + upstream.port() + "\r\n")
                .contains("X-Forwarded-Host: api.example.com");
        assertThat(received(", preserveHost: true", "GET /a HTTP/1.1\r\nHost: api.example.com\r\n\r\n"))
                .containsIgnoringCase("\r\nhost: api.example.com\r\n")
                .doesNotContainIgnoringCase("\r\nhost: 127.0.0.1");
    }

    @Test
    void a_path_in_the_url_is_a_prefix_of_every_path() {
        try (GatewayUnderTest gateway = gateway("/base/v2", "");
                RawClient client = gateway.connect()) {
            client.send("GET /a%20b?c=%2F HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(upstream.requests())
                    .singleElement()
                    .asString()
                    .startsWith("GET /base/v2/a%20b?c=%2F HTTP/1.1\r\n");
        }
    }

    @Test
    void the_credential_reaches_the_backend_unless_the_upstream_is_not_to_see_it() {
        Vertx vertx = Vertx.vertx();
        try {
            DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
            String token = pool.idToken("jdoe");
            String request = "GET /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n\r\n";
            assertThat(guarded(pool, "", request)).contains(token).contains("X-Username: jdoe");
            assertThat(guarded(pool, ", forwardCredential: false", request))
                    .doesNotContain(token)
                    .doesNotContainIgnoringCase("authorization")
                    .contains("X-Username: jdoe");
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void an_answer_that_comes_before_the_request_body_is_whole_is_given_whole_and_ends_the_connection()
            throws IOException {
        // 11 MB do not fit into the buffers on the way: the client still writes when the answer is there.
        byte[] piece = new byte[1 << 20];
        try (EarlyUpstream early = EarlyUpstream.start("HTTP/1.1 413 Too Large\r\nContent-Length: 5\r\n\r\nlarge");
                GatewayUnderTest gateway = GatewayUnderTest.start(config(early.port(), "", ""));
                RawClient client = gateway.connect()) {
            client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + 11 * piece.length + "\r\n\r\n");
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 11; i++) {
                        client.send(piece);
                    }
                } catch (UncheckedIOException e) {
                    // The gateway had heard enough.
                }
            });
            writer.setDaemon(true);
            writer.start();
            RawResponse answer = client.response();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).isEqualTo("large");
            assertThat(client.untilClosed()).isEmpty();
        }
    }

    private String received(String settings, String request) {
        upstream.clear();
        try (GatewayUnderTest gateway = gateway("", settings);
                RawClient client = gateway.connect()) {
            assertThat(client.send(request).response().status()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(1);
            return upstream.requests().get(0);
        }
    }

    private String guarded(DevelopmentUserPool pool, String settings, String request) {
        upstream.clear();
        String yaml = """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: users, upstream: app }
                """.formatted(upstream.port(), settings, pool.issuer(), pool.jwksUrl(), pool.clientId());
        try (GatewayUnderTest gateway = GatewayUnderTest.start(yaml);
                RawClient client = gateway.connect()) {
            assertThat(client.send(request).response().status()).isEqualTo(200);
            return upstream.requests().get(0);
        }
    }

    private GatewayUnderTest gateway(String prefix, String settings) {
        return GatewayUnderTest.start(config(upstream.port(), prefix, settings));
    }

    private static String config(int port, String prefix, String settings) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d%s"%s } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(port, prefix, settings);
    }
}
