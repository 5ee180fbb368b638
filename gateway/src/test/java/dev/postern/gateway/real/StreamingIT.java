package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.PatternBody;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies much larger than the gateway's memory go through it, whatever the receiver's pace. The size in MiB is the
 * system property {@code postern.bulk.mib}, 256 unless set.
 */
class StreamingIT {

    private static final long BYTES = Long.getLong("postern.bulk.mib", 256) << 20;
    private static final long MOST_RESIDENT = 180_000_000;

    /** What may be on its way when the receiver does not read: socket buffers and the gateway's own queues. */
    private static final long MOST_UNDERWAY = 24 << 20;

    @TempDir
    private static Path directory;

    private static String hash;

    @BeforeAll
    static void hash() {
        hash = PatternBody.sha256(BYTES);
    }

    @ParameterizedTest(name = "chunked: {0}")
    @ValueSource(booleans = {false, true})
    void a_large_answer_reaches_a_client_that_stalls_whole_and_without_filling_memory(boolean chunked)
            throws Exception {
        try (BulkOrigin origin = BulkOrigin.start(BYTES, chunked);
                GatewayProcess gateway = start(origin);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            socket.getOutputStream().write(BulkBody.ascii("GET /bulk HTTP/1.1\r\nHost: h\r\n\r\n"));
            awaitStall(origin.sent());
            InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
            String head = BulkBody.head(in);
            assertThat(head).startsWith("HTTP/1.1 200 ");
            assertThat(head.contains("chunked")).isEqualTo(chunked);
            assertThat(BulkBody.read(in, BYTES, chunked)).isEqualTo(hash);
            assertThat(gateway.peakMemory()).isLessThan(MOST_RESIDENT);
        }
    }

    @ParameterizedTest(name = "chunked: {0}")
    @ValueSource(booleans = {false, true})
    void a_large_upload_reaches_an_upstream_that_stalls_whole_and_without_filling_memory(boolean chunked)
            throws Exception {
        try (BulkOrigin origin = BulkOrigin.start(BYTES, chunked);
                GatewayProcess gateway = start(origin);
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            AtomicLong sent = new AtomicLong();
            CompletableFuture<Void> upload = CompletableFuture.runAsync(() -> upload(socket, chunked, sent));
            awaitStall(sent);
            origin.beginToRead();
            upload.get(5, TimeUnit.MINUTES);
            InputStream in = socket.getInputStream();
            assertThat(BulkBody.head(in)).startsWith("HTTP/1.1 200 ");
            assertThat(new String(in.readNBytes(hash.length()), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo(hash);
            assertThat(gateway.peakMemory()).isLessThan(MOST_RESIDENT);
        }
    }

    private static void upload(Socket socket, boolean chunked, AtomicLong sent) {
        try {
            socket.getOutputStream()
                    .write(BulkBody.ascii(
                            "POST /bulk HTTP/1.1\r\nHost: h\r\n" + BulkOrigin.framing(BYTES, chunked) + "\r\n"));
            BulkBody.write(socket.getOutputStream(), BYTES, chunked, sent);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Waits until nothing moves any more, which must be long before all is through. */
    private static void awaitStall(AtomicLong sent) {
        long[] last = {0, System.nanoTime()};
        Await.until("the sender is held back", () -> {
            if (sent.get() != last[0] || last[0] == 0) {
                last[0] = sent.get();
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > 500_000_000;
        });
        assertThat(sent.get()).isPositive().isLessThan(MOST_UNDERWAY);
    }

    private static GatewayProcess start(BulkOrigin origin) throws IOException {
        Path config = directory.resolve("bulk-" + origin.port() + ".yaml");
        Files.writeString(config, """
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { bulk: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /bulk", authorizer: open, upstream: bulk }
                """.formatted(origin.port()));
        return GatewayProcess.start(config, "-Xmx64m", "-XX:MaxDirectMemorySize=32m");
    }
}
