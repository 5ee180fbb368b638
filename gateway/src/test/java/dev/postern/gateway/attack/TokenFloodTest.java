package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of well-formed tokens with bad signatures, each another one. */
@Tag("socket")
@Tag("attack")
class TokenFloodTest {

    private static final int CONNECTIONS = 8;

    @TempDir
    Path directory;

    @Test
    @DisplayName("A flood of bad signatures is shed with 503, and known users get their 200 all the while (SR-64)")
    void known_users_are_served_during_a_flood() throws Exception {
        try (RecordingUpstream upstream = RecordingUpstream.start();
                GatewayUnderTest gateway =
                        GatewayUnderTest.start("""
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                authorizers: { users: { type: jwt, issuer: "%s", audiences: [notes], jwks: "file:%s" } }
                routes: [{ match: "GET /a", authorizer: users, upstream: app }]
                """.formatted(upstream.port(), Issuer.NAME, Issuer.keySet(directory)))) {
            String known = Issuer.token("jdoe");
            assertThat(ask(gateway, known).status()).isEqualTo(200);
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger unauthorized = new AtomicInteger();
            AtomicInteger shed = new AtomicInteger();
            AtomicInteger retryAfter = new AtomicInteger();
            AtomicInteger others = new AtomicInteger();
            String template = known.substring(0, known.lastIndexOf('.') + 1);
            List<CompletableFuture<Void>> flood = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                flood.add(CompletableFuture.runAsync(() -> {
                    try (RawClient client = gateway.connect()) {
                        while (!over.get()) {
                            RawResponse answer =
                                    client.send(request(template + signature())).response();
                            switch (answer.status()) {
                                case 401 -> unauthorized.incrementAndGet();
                                case 503 -> {
                                    shed.incrementAndGet();
                                    retryAfter.addAndGet("1".equals(answer.header("retry-after")) ? 1 : 0);
                                }
                                default -> others.incrementAndGet();
                            }
                        }
                    }
                }));
            }
            Await.until("the flood is past the budget", () -> shed.get() > 100 && unauthorized.get() > 0);
            for (int i = 0; i < 50; i++) {
                assertThat(ask(gateway, known).status()).isEqualTo(200);
            }
            over.set(true);
            CompletableFuture.allOf(flood.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
            assertThat(others).hasValue(0);
            assertThat(retryAfter).hasValue(shed.get());
            assertThat(gateway.accessLog()).anyMatch(line -> line.contains("\"reason\":\"verification_busy\""));
            Await.until(
                    "a newcomer gets in afterwards",
                    () -> ask(gateway, Issuer.token("late")).status() == 200);
        }
    }

    private static String signature() {
        byte[] signature = new byte[256];
        ThreadLocalRandom.current().nextBytes(signature);
        // Below any modulus of 2048 bits.
        signature[0] &= 0x3f;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    private static String request(String token) {
        return "GET /a HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer " + token + "\r\n\r\n";
    }

    private static RawResponse ask(GatewayUnderTest gateway, String token) {
        try (RawClient client = gateway.connect()) {
            return client.send(request(token)).response();
        }
    }
}
