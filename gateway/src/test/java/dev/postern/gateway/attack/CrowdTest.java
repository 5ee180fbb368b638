package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many clients at once, which one connection of a table cannot show. */
@Tag("socket")
@Tag("attack")
class CrowdTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\nOrigin: https://app.example.com\r\n\r\n";

    private static String yaml(ScriptedUpstream upstream, String settings) {
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                cors: { allowOrigins: ["https://app.example.com"] }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(upstream.port(), settings);
    }

    @Test
    void a_connection_too_many_is_answered_503_and_a_free_place_is_given_again() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream, ""), ", limits: { connections: 2 }");
                RawClient first = gateway.connect()) {
            RawClient second = gateway.connect();
            assertThat(first.send(GET).response().status()).isEqualTo(200);
            assertThat(second.send(GET).response().status()).isEqualTo(200);
            try (RawClient third = gateway.connect()) {
                assertThat(third.send(GET).untilClosed())
                        .startsWith("HTTP/1.1 503 ")
                        .contains("Retry-After: 1\r\n")
                        .containsIgnoringCase("X-Request-Id: ")
                        .containsIgnoringCase("Connection: close\r\n");
            }
            assertThat(first.send(GET).response().status()).isEqualTo(200);
            second.close();
            Await.until("a place is free", () -> {
                try (RawClient next = gateway.connect()) {
                    return next.send(GET).response().status() == 200;
                }
            });
        }
    }

    @Test
    @DisplayName(
            "far past the limit of connections nobody is read: 503, Retry-After and an id that stands in the log (SR-59)")
    void farTooMany() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(upstream, ""), ", limits: { connections: 1 }")) {
            List<RawClient> crowd = new ArrayList<>();
            try {
                // Sixteen past the limit are heard out, whatever the limit is.
                for (int i = 0; i < 17; i++) {
                    crowd.add(gateway.connect());
                }
                Await.until(
                        "all are counted", () -> LeaversTest.metrics(gateway).contains("postern_connections 17.0"));
                try (RawClient last = gateway.connect()) {
                    String answer = last.untilClosed();
                    assertThat(answer)
                            .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                            .contains("Retry-After: 1\r\n", "Connection: close\r\n")
                            .endsWith("\r\n\r\n{\"message\":\"Service Unavailable\"}");
                    int id = answer.indexOf("X-Request-Id: ") + 14;
                    assertThat(gateway.accessLog(1).get(0))
                            .contains("\"requestId\":\"" + answer.substring(id, answer.indexOf("\r\n", id)) + "\"")
                            .contains("\"reason\":\"connection_limit\"");
                }
                // Two event loops accept them: which one was counted first is not said.
                assertThat(crowd.stream()
                                .map(client -> client.send(GET).response().status()))
                        .containsOnlyOnce(200);
            } finally {
                crowd.forEach(RawClient::close);
            }
        }
    }

    @Test
    void a_full_pool_is_503_with_retry_after_and_the_grant_and_those_served_are_not_disturbed() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream, ", pool: { size: 1, queue: 1 }, timeouts: { pool: 200ms, head: 20s }"))) {
            upstream.begin(List.of(new Answer("", Then.HANG, false)));
            List<RawClient> crowd = new ArrayList<>();
            int places = 0;
            try {
                // Each of two event loops has one connection; whoever waits for it is answered after 200 ms.
                for (int i = 0; i < 8; i++) {
                    crowd.add(gateway.connect().send(GET));
                }
                Await.until("an upstream request per event loop at most", () -> upstream.heads() >= 1);
                for (RawClient client : crowd) {
                    client.socket().setSoTimeout(2_000);
                    try {
                        RawResponse answer = client.response();
                        assertThat(answer.status()).isEqualTo(503);
                        assertThat(answer.header("Retry-After")).isEqualTo("1");
                        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://app.example.com");
                    } catch (java.io.UncheckedIOException e) {
                        places++;
                    }
                }
            } catch (java.net.SocketException e) {
                throw new AssertionError(e);
            } finally {
                crowd.forEach(RawClient::close);
            }
            assertThat(places).isBetween(1, 2).isEqualTo(upstream.heads());
        }
    }

    @Test
    void a_waiter_gets_the_connection_that_becomes_free() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream, ", pool: { size: 1, queue: 16 }, timeouts: { pool: 10s }"))) {
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                crowd.add(gateway.connect().send(GET));
            }
            for (RawClient client : crowd) {
                assertThat(client.response().status()).isEqualTo(200);
                client.close();
            }
            assertThat(upstream.connections()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void a_client_that_leaves_while_it_waits_for_a_connection_gives_up_its_place() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        yaml(upstream, ", pool: { size: 1, queue: 16 }, timeouts: { pool: 20s, head: 20s }"))) {
            upstream.begin(List.of(new Answer("", Then.HANG, false)));
            List<RawClient> crowd = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                crowd.add(gateway.connect().send(GET));
            }
            Await.until("someone is served", () -> upstream.heads() > 0);
            crowd.forEach(RawClient::close);
            gateway.accessLog(6).forEach(line -> assertThat(line).contains("\"status\":499"));
            Await.until("the upstream is left", () -> upstream.open() == 0);
        }
    }
}
