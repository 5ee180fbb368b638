package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("socket")
class FirstRequestTest {

    private static RecordingUpstream upstream;
    private static GatewayUnderTest gateway;

    @BeforeAll
    static void start() {
        upstream = RecordingUpstream.start();
        gateway = GatewayUnderTest.start("""
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                cors: { allowOrigins: ["https://app.example.com"], allowMethods: [GET] }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                  - { match: "GET /closed", authorizer: deny, upstream: app }
                """.formatted(upstream.port()));
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.reset();
    }

    @Test
    void an_admitted_request_reaches_the_upstream_and_its_answer_the_client() {
        try (RawClient client = gateway.connect()) {
            RawResponse response =
                    client.send("GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n").response();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("ok");
            assertThat(upstream.requests()).singleElement().asString().startsWith("GET /a?b=c HTTP/1.1\r\n");
        }
    }

    @Test
    void a_refused_request_never_reaches_the_upstream_and_still_carries_cors_headers() {
        try (RawClient client = gateway.connect()) {
            RawResponse response = client.send(
                            "GET /closed HTTP/1.1\r\nHost: h\r\nOrigin: https://app.example.com\r\n\r\n")
                    .response();
            assertThat(response.status()).isEqualTo(403);
            assertThat(response.header("access-control-allow-origin")).isEqualTo("https://app.example.com");
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    @DisplayName("an early answer to an unread body ends the connection and nothing behind it is served (SR-48)")
    void an_early_answer_to_an_unread_body_ends_the_connection_and_nothing_behind_it_is_served() {
        try (RawClient client = gateway.connect()) {
            client.send("GET /closed HTTP/1.1\r\nHost: h\r\nContent-Length: 38\r\n\r\n"
                    + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\nxxx"
                    + "GET /second HTTP/1.1\r\nHost: h\r\n\r\n");
            String all = client.untilClosed();
            assertThat(all)
                    .containsOnlyOnce("HTTP/1.1 ")
                    .contains("HTTP/1.1 403")
                    .contains("connection: close");
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void a_header_that_only_looks_like_content_length_is_refused_and_nothing_behind_it_is_served() {
        try (RawClient client = gateway.connect()) {
            String second = "GET /second HTTP/1.1\r\nHost: h\r\n\r\n";
            client.send("GET /first HTTP/1.1\r\nHost: h\r\nContent-Xength: " + second.length() + "\r\n\r\n" + second);
            assertThat(client.untilClosed()).containsOnlyOnce("HTTP/1.1 ").startsWith("HTTP/1.1 400 ");
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void a_folded_header_line_is_refused() {
        try (RawClient client = gateway.connect()) {
            client.send("GET /a HTTP/1.1\r\nHost: h\r\nX-A: 1\r\n 2\r\n\r\n");
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 400 ");
            assertThat(upstream.requests()).isEmpty();
        }
    }
}
