package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.TlsSocket;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/2 that ask for much on many connections and read nothing, or never end a head, under a small heap. */
class UnreadStreamsIT {

    private static final int CONNECTIONS = 30;
    private static final int STREAMS = 100;

    /** What two thirds of the heap without its first 16 MiB have room for, at 48 KiB each; docs/resilience.md. */
    private static final int ROOM = (64 - 16) * 1024 * 2 / 3 / 48;

    private static final String PATIENT = ", timeouts: { head: 10m, body: 10m, idle: 10m }";

    @TempDir
    private Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final List<Socket> flood = new ArrayList<>();
    private TlsSocket tls;

    @BeforeEach
    void certify() {
        Certificates.in(directory).issue("tls", "DNS:localhost");
        tls = TlsSocket.trusting(directory.resolve("ca.crt"));
    }

    @AfterEach
    void stop() throws IOException {
        ebb();
        Await.result(vertx.close());
    }

    /** Longer than what is held for a reader, and so short that the backend is done with it. */
    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {300_000, 40_000})
    @DisplayName("answers that nobody reads never take the memory that others need")
    void answers_that_nobody_reads(int bytes) throws IOException {
        try (GatewayProcess gateway = gateway("")) {
            for (int i = 0; i < CONNECTIONS; i++) {
                open(gateway, asking("/large?bytes=" + bytes));
            }
            // Nothing tells when all of it has arrived; the admin port answers behind it, or never.
            Await.until("it says how many connections there are", () -> gateway.metrics()
                    .contains("postern_connections "));
            ebb();
            assertServes(gateway);
        }
    }

    @Test
    @DisplayName("answers that nobody reads count as memory although their requests are over (SR-66)")
    void answers_that_are_over() throws IOException {
        try (GatewayProcess gateway = gateway(PATIENT)) {
            for (int i = 0; i < CONNECTIONS && logged(gateway, "\"overloaded\"") == 0; i++) {
                long before = logged(gateway, "\"status\":");
                open(gateway, asking("/large?bytes=30000"));
                Await.until(
                        "they are answered, or refused",
                        () -> logged(gateway, "\"status\":") >= before + STREAMS
                                || logged(gateway, "\"overloaded\"") > 0);
            }
            assertThat(logged(gateway, "\"status\":200")).isBetween(1L, (long) ROOM);
            assertThat(logged(gateway, "\"overloaded\"")).isPositive();
            // Nobody leaves: who reads nothing is not waited for.
            assertServes(gateway);
        }
    }

    @Test
    @DisplayName("heads that never end never take the memory that others need (SR-59)")
    void heads_that_never_end() throws IOException {
        try (GatewayProcess gateway = gateway(PATIENT)) {
            // Something under way on each connection: it is not ended as an idle one.
            byte[] bytes = new Http2Bytes(0)
                    .get(1, "/slow?head=600000")
                    .unfinished(3, "/notes", 6)
                    .bytes();
            for (int i = 0; i < 300; i++) {
                open(gateway, bytes);
            }
            Await.until(
                    "there is no room for all of them",
                    () -> logged(gateway, "\"overloaded\"") + logged(gateway, "\"head_timeout\"") > 0);
            // Nobody leaves: who does not go on is not waited for.
            assertServes(gateway);
            assertThat(logged(gateway, "\"head_timeout\"")).isPositive();
        }
    }

    private GatewayProcess gateway(String server) throws IOException {
        NotesBackend backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        Path config = directory.resolve("streams.yaml");
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0, tls: { cert: tls.crt, key: tls.key }%s }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { notes: { url: "http://127.0.0.1:%d", timeouts: { head: 10m } } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: notes }
                """.formatted(server, backend.port()));
        return GatewayProcess.start(config, "-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-XX:+ExitOnOutOfMemoryError");
    }

    /** A window of nothing, and every request. */
    private static byte[] asking(String path) {
        Http2Bytes bytes = new Http2Bytes(0);
        for (int stream = 0; stream < STREAMS; stream++) {
            bytes.get(2 * stream + 1, path);
        }
        return bytes.bytes();
    }

    private void open(GatewayProcess gateway, byte[] bytes) throws IOException {
        Socket socket = tls.offering("h2").connect(gateway.port());
        flood.add(socket);
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException refused) {
            // The gateway had no room for it.
        }
    }

    private void ebb() throws IOException {
        for (Socket each : flood) {
            each.close();
        }
        flood.clear();
    }

    private static long logged(GatewayProcess gateway, String part) {
        return gateway.output().stream().filter(line -> line.contains(part)).count();
    }

    private void assertServes(GatewayProcess gateway) {
        Await.until("it serves", () -> serves(gateway.port()));
        assertThat(gateway.isAlive()).isTrue();
        assertThat(gateway.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
    }

    private boolean serves(int port) {
        try (RawClient client = RawClient.over(tls.offering("http/1.1").connect(port))) {
            RawResponse answer =
                    client.send("GET /notes HTTP/1.1\r\nHost: h\r\n\r\n").response();
            return answer.status() == 200;
        } catch (RuntimeException | AssertionError refused) {
            return false;
        }
    }
}
