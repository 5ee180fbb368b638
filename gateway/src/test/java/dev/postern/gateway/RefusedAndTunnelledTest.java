package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the log says of requests that could not be read, and what tunnels leave to others. */
@Tag("socket")
class RefusedAndTunnelledTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    private static String yaml(RecordingUpstream upstream) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d", pool: { size: 1 } } }
                routes: [ { match: "ANY /{proxy+}", authorizer: open, upstream: app } ]
                """.formatted(upstream.port());
    }

    @Test
    void a_request_line_that_cannot_be_read_is_logged_as_none() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream));
                RawClient client = gateway.connect()) {
            assertThat(client.send("GET  /notes HTTP/1.1\r\nHost: a\r\n\r\n").untilClosed())
                    .contains(" 400 Bad Request");
            assertThat(gateway.accessLog(1).get(0))
                    .contains("\"method\":null", "\"path\":null", "\"reason\":\"bad_request\"");
        }
    }

    @Test
    @DisplayName("the password of a refused target is not logged (SR-146)")
    void the_password_of_a_refused_target_is_not_logged() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream));
                RawClient client = gateway.connect()) {
            client.send("GET http://user:secret@h/x HTTP/1.1\r\nHost: h\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(gateway.accessLog(1).get(0)).contains("\"path\":\"/x\"").doesNotContain("secret");
        }
    }

    @Test
    void a_refused_target_is_logged_as_it_was_sent() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream));
                RawClient client = gateway.connect()) {
            String[] targets = {"/open/a%2fb", "/open//a%7eb", "/%c3%a9%2f", "/a%zz"};
            for (int i = 0; i < targets.length; i++) {
                client.send("GET " + targets[i] + "?q HTTP/1.1\r\nHost: h\r\n\r\n");
                assertThat(client.response().status()).isEqualTo(400);
                assertThat(gateway.accessLog(i + 1).get(i))
                        .contains("\"path\":\"" + targets[i] + "\"", "\"reason\":\"bad_target\"");
            }
        }
    }

    @Test
    void the_status_line_names_a_status_as_the_body_does() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway =
                        GatewayUnderTest.start(yaml(upstream), ", limits: { body: 1B, requestLine: 1KiB }")) {
            try (RawClient client = gateway.connect()) {
                assertThat(client.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n12")
                                .untilClosed())
                        .startsWith("HTTP/1.1 413 Content Too Large\r\n")
                        .endsWith("{\"message\":\"Content Too Large\"}");
            }
            try (RawClient client = gateway.connect()) {
                String target = "/" + "a".repeat(1200);
                assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                                .untilClosed())
                        .startsWith("HTTP/1.1 414 URI Too Long\r\n")
                        .endsWith("{\"message\":\"URI Too Long\"}");
            }
        }
    }

    @Test
    void an_open_tunnel_takes_no_place_in_the_pool() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream));
                RawClient tunnel = gateway.connect()) {
            // The pair of RFC 6455 section 1.3.
            upstream.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            tunnel.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            assertThat(tunnel.response().status()).isEqualTo(101);
            upstream.reset();
            // Two connections: each event loop serves one of them, also the tunnel's.
            for (int i = 0; i < 2; i++) {
                try (RawClient client = gateway.connect()) {
                    assertThat(client.send(GET).response().status()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void a_tunnel_that_ended_counts_no_longer_as_a_connection() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream), ", limits: { connections: 2 }")) {
            for (int i = 0; i < 3; i++) {
                upstream.answer("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
                try (RawClient tunnel = gateway.connect()) {
                    tunnel.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
                    assertThat(tunnel.response().status()).isEqualTo(101);
                }
                upstream.reset();
                Await.until("the place is free", () -> {
                    try (RawClient next = gateway.connect()) {
                        return next.send(GET).response().status() == 200;
                    }
                });
            }
        }
    }
}
