package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call on an event loop that does not return, as a fault in an authorizer would be. */
@Tag("socket")
class StuckLoopTest {

    /** Stops the event loop that asks it for the time, while it is told to. */
    private static final class Trap extends Clock {
        private volatile CountDownLatch caught;
        private volatile CountDownLatch free;

        CountDownLatch set() {
            free = new CountDownLatch(1);
            caught = new CountDownLatch(1);
            return caught;
        }

        void free() {
            caught = null;
            free.countDown();
        }

        @Override
        public Instant instant() {
            CountDownLatch armed = caught;
            if (armed != null && armed.getCount() > 0 && Context.isOnEventLoopThread()) {
                armed.countDown();
                try {
                    free.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Instant.now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void one_event_loop_that_no_longer_turns_makes_liveness_fail_and_one_that_turns_again_mends_it() throws Exception {
        Trap trap = new Trap();
        Vertx vertx = Vertx.vertx();
        DevelopmentUserPool pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway = GatewayUnderTest.start(
                        GatewayUnderTest.read(
                                """
                        upstreams: { app: { url: "http://127.0.0.1:%d" } }
                        authorizers:
                          users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                        routes: [ { match: "ANY /{proxy+}", authorizer: users, upstream: app } ]
                        """.formatted(upstream.port(), pool.issuer(), pool.jwksUrl(), pool.clientId()), ""),
                        trap)) {
            // Connections go to the two loops in turn. The one that also serves the admin port cannot say that it is
            // stuck: silence fails a probe, too. The other one is told on.
            List<Integer> told = new ArrayList<>();
            for (int loop = 0; loop < 2; loop++) {
                Await.until("it is live", () -> live(gateway) == 200);
                try (RawClient client = gateway.connect()) {
                    CountDownLatch caught = trap.set();
                    client.send(
                            "GET /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + pool.idToken("jdoe") + "\r\n\r\n");
                    caught.await();
                    Await.until("it is not live", () -> live(gateway) != 200);
                    told.add(live(gateway));
                } finally {
                    trap.free();
                }
            }
            Await.until("it is live again", () -> live(gateway) == 200);
            assertThat(told).contains(503);
        } finally {
            Await.result(vertx.close());
        }
    }

    /** 0 where no answer comes: the admin port may be served by the very loop that is stuck, which is an answer, too. */
    private static int live(GatewayUnderTest gateway) {
        try (RawClient admin = RawClient.connect(gateway.adminPort())) {
            admin.socket().setSoTimeout(1_000);
            return admin.send("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .response()
                    .status();
        } catch (RuntimeException | java.io.IOException | AssertionError silent) {
            return 0;
        }
    }
}
