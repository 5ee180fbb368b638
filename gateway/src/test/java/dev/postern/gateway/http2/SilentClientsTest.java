package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.ScarceMemory;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RecordingUpstream;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients hold who neither read nor send: it counts as memory, and no longer than a moment once that is scarce. */
@Tag("socket")
class SilentClientsTest {

    /** Nobody here is ever ended by the ordinary patience. */
    private static final String YAML = """
            server:
              host: 127.0.0.1
              port: 0
              drain: { delay: 0s, timeout: 2s }
              tls: { cert: server.crt, key: server.key }
              timeouts: { head: 10m, body: 10m, idle: 10m }
            admin: { host: 127.0.0.1, port: 0 }
            upstreams: { app: { url: "${UPSTREAM}", timeouts: { head: 10m, idle: 10m } } }
            routes:
              - { match: "ANY /{name}", authorizer: open, upstream: app }
            """;

    @TempDir
    private static Path directory;

    private SecureGateway secure;
    private FrameClient client;

    @BeforeEach
    void start() {
        secure = SecureGateway.of(YAML, directory, RecordingUpstream.start());
        client = secure.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        secure.close();
    }

    private int held() {
        return ScarceMemory.heldStreams(secure.gateway().gateway());
    }

    @ParameterizedTest(name = "a window of {0}")
    @ValueSource(ints = {0, 1})
    @DisplayName("an answer counts as memory until it is read, although its request is over (SR-66)")
    void unread_answers_count(int window) {
        client.begin("SETTINGS 4=" + window).send("20 x HEADERS {n} END | GET /a");
        secure.gateway().accessLog(20);
        Await.until("all are held", () -> held() == 20);
        client.send("20 x WINDOW {n} 2");
        Await.until("they are read", () -> held() == 0);
        assertThat(client.answer(39).body()).isEqualTo("ok");
    }

    @Test
    @DisplayName("answers that were not read count no longer when their client leaves (SR-66)")
    void leavers_hold_nothing() {
        client.begin("SETTINGS 4=0").send("20 x HEADERS {n} END | GET /a");
        secure.gateway().accessLog(20);
        client.send("RST 1 8");
        Await.until("one is taken back", () -> held() == 19);
        client.leave();
        Await.until("and the others", () -> held() == 0);
    }
}
