package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.TlsSocket;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One client of HTTP/2 asks for a hundred answers on each of many connections and reads none, under a small heap. */
class UnreadStreamsIT {

    private static final int CONNECTIONS = 30;
    private static final int STREAMS = 100;
    private static final String PATH = "/large?bytes=300000";

    @TempDir
    private Path directory;

    @Test
    @DisplayName("answers that nobody reads never take the memory that others need")
    void answers_that_nobody_reads() throws IOException {
        Vertx vertx = Vertx.vertx();
        Certificates.in(directory).issue("tls", "DNS:localhost");
        TlsSocket tls = TlsSocket.trusting(directory.resolve("ca.crt"));
        NotesBackend backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        Path config = directory.resolve("streams.yaml");
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0, tls: { cert: tls.crt, key: tls.key } }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { notes: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: notes }
                """.formatted(backend.port()));
        List<Socket> flood = new ArrayList<>();
        try (GatewayProcess gateway =
                GatewayProcess.start(config, "-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError")) {
            for (int i = 0; i < CONNECTIONS; i++) {
                flood.add(asking(tls.offering("h2").connect(gateway.port())));
            }
            // Nothing tells when all of it has arrived; the admin port answers behind it, or never.
            Await.until(
                    "it says how many connections there are",
                    () -> Call.to(gateway.adminPort(), "/metrics").get().body().contains("postern_connections "));
            for (Socket each : flood) {
                each.close();
            }
            Await.until("it serves", () -> serves(tls, gateway.port()));
            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
        } finally {
            for (Socket each : flood) {
                each.close();
            }
            Await.result(vertx.close());
        }
    }

    private static boolean serves(TlsSocket tls, int port) {
        try (RawClient client = RawClient.over(tls.offering("http/1.1").connect(port))) {
            RawResponse answer =
                    client.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n").response();
            return answer.status() == 200;
        } catch (RuntimeException | AssertionError refused) {
            return false;
        }
    }

    /** The preface, a window of nothing, and every request. */
    private static Socket asking(Socket socket) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        // SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 section 6.5.2)
        frame(out, 4, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        // RFC 7541: GET and https from the static table, :path and :authority as plain literals.
        head.write(0x82);
        head.write(0x87);
        literal(head, 4, PATH);
        literal(head, 1, "h");
        for (int stream = 0; stream < STREAMS; stream++) {
            frame(out, 1, 0x5, 2 * stream + 1, head.toByteArray());
        }
        try {
            socket.getOutputStream().write(out.toByteArray());
            socket.getOutputStream().flush();
        } catch (IOException refused) {
            // The gateway had no room for it.
        }
        return socket;
    }

    private static void literal(ByteArrayOutputStream head, int name, String value) {
        head.write(name);
        head.write(value.length());
        head.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(stream >> 24);
        out.write(stream >> 16);
        out.write(stream >> 8);
        out.write(stream);
        out.writeBytes(payload);
    }
}
