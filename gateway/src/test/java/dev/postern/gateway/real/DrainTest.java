package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which connections a stop ends, and which it hears out. What a signal does is DrainIT's part. */
@Tag("socket")
class DrainTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

    @Test
    void a_connection_whose_first_request_is_still_on_its_way_is_served_and_one_between_two_requests_ends() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start("""
                        upstreams: { app: { url: "http://127.0.0.1:%d" } }
                        routes: [ { match: "ANY /{proxy+}", authorizer: open, upstream: app } ]
                        """.formatted(upstream.port()));
                RawClient silent = gateway.connect();
                RawClient half = gateway.connect();
                RawClient kept = gateway.connect()) {
            half.send(GET.substring(0, 20));
            assertThat(kept.send(GET).response().status()).isEqualTo(200);
            Future<Void> stopped = gateway.gateway().stop();
            assertThat(kept.untilClosed()).isEmpty();
            RawResponse first = silent.send(GET).response();
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.header("connection")).isEqualTo("close");
            RawResponse second = half.send(GET.substring(20)).response();
            assertThat(second.status()).isEqualTo(200);
            assertThat(second.header("connection")).isEqualTo("close");
            Await.result(stopped);
        }
    }

    @Test
    void a_connection_that_says_nothing_does_not_hold_up_the_stop() {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start("""
                        upstreams: { app: { url: "http://127.0.0.1:%d" } }
                        routes: [ { match: "ANY /{proxy+}", authorizer: open, upstream: app } ]
                        """.formatted(upstream.port()));
                RawClient silent = gateway.connect()) {
            Await.until("it is there", () -> gateway.gateway().admin() != null);
            Await.result(gateway.gateway().stop());
            assertThat(silent.untilClosed()).isEmpty();
        }
    }
}
