package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand clients that hardly move, beside one that hurries. How long that one waits is measured in {@code bench/};
 * here it must be served without a single error.
 */
class SlowClientsIT {

    private static final int EACH = 334;
    private static final int CALLS = 500;

    @TempDir
    private static Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> slow = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket socket : slow) {
            socket.close();
        }
        Await.result(vertx.close());
    }

    @Test
    void a_thousand_slow_heads_uploads_and_readers_do_not_make_one_call_of_another_client_fail() throws IOException {
        NotesBackend backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        Path config = directory.resolve("slow.yaml");
        // A slow upload and a slow reader each hold a connection to the backend, as nothing is buffered on the way.
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0, timeouts: { head: 5m, body: 5m } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { notes: { url: "http://127.0.0.1:%d", pool: { size: 1000 } } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: notes }
                """.formatted(backend.port()));
        try (GatewayProcess gateway = GatewayProcess.start(config, "-Xmx64m", "-XX:MaxDirectMemorySize=32m")) {
            for (int i = 0; i < EACH; i++) {
                slow(gateway, "GET /notes HTTP/1.1\r\nHost: h\r\nX-Sl");
                slow(gateway, "POST /sink HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nfirst");
                slow(gateway, "GET /large?bytes=50000000 HTTP/1.1\r\nHost: h\r\n\r\n");
            }
            Await.until("every slow upload and reader is under way", () -> gateway.metrics()
                    .contains("postern_in_flight_requests " + 2.0 * EACH));
            for (int i = 0; i < CALLS; i++) {
                assertThat(Call.to(gateway.port(), "/notes").get().statusCode()).isEqualTo(200);
            }
            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.log()).doesNotContain("OutOfMemory", "ERROR");
        }
    }

    private void slow(GatewayProcess gateway, String bytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
        socket.getOutputStream().write(BulkBody.ascii(bytes));
        slow.add(socket);
    }
}
