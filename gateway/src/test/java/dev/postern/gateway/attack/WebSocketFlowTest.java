package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What flows through a WebSocket: a second implementation, the JDK's client, talks to an upstream that echoes bytes, and
 * a side that does not read stops the other one.
 */
@Tag("socket")
class WebSocketFlowTest {

    /** What blocks here must not hold the common pool, which the JDK's own client works on. */
    private static final Executor THREADS = work -> {
        Thread thread = new Thread(work, "websocket-backend");
        thread.setDaemon(true);
        thread.start();
    };

    /** More than every buffer on the way together holds. */
    private static final long FLOOD = 64L << 20;

    /** What the gateway, and the kernel's buffers of its own two sockets, may hold of a flood: far less than the flood. */
    private static final long HELD = 16L << 20;

    /** Of the sockets at the ends, which the kernel would let grow with the flood: they are none of the gateway's. */
    private static final int END_BUFFER = 64 << 10;

    private ServerSocket server;
    private GatewayUnderTest gateway;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        gateway = GatewayUnderTest.start("""
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes: [{ match: "GET /ws", authorizer: open, upstream: app }]
                """.formatted(server.getLocalPort()));
    }

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        server.close();
    }

    /** Accepts one handshake; afterwards the socket is the test's. */
    private CompletableFuture<Socket> accept() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        Socket socket = server.accept();
                        String head = head(socket.getInputStream());
                        String key = head.lines()
                                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:"))
                                .map(line -> line.substring(18).strip())
                                .findFirst()
                                .orElseThrow();
                        byte[] hash = MessageDigest.getInstance("SHA-1")
                                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                        .getBytes(StandardCharsets.US_ASCII));
                        socket.getOutputStream()
                                .write(
                                        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                                        + "Sec-WebSocket-Accept: "
                                                        + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n")
                                                .getBytes(StandardCharsets.US_ASCII));
                        return socket;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                THREADS);
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    private RawClient handshake() throws IOException {
        RawClient client = gateway.connect();
        client.send("GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        assertThat(head(client.socket().getInputStream())).startsWith("HTTP/1.1 101 ");
        return client;
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(strings = {"client", "upstream"})
    @DisplayName("A side that does not read stops the other, and nothing is lost when it reads again (SR-74)")
    void back_pressure_reaches_the_sender(String sender) throws Exception {
        CompletableFuture<Socket> accepted = accept();
        try (RawClient client = handshake();
                Socket backend = accepted.get(20, TimeUnit.SECONDS)) {
            Socket from = sender.equals("client") ? client.socket() : backend;
            Socket to = sender.equals("client") ? backend : client.socket();
            from.setSendBufferSize(END_BUFFER);
            to.setReceiveBufferSize(END_BUFFER);
            AtomicLong written = new AtomicLong();
            CompletableFuture<byte[]> flood = CompletableFuture.supplyAsync(() -> flood(from, written), THREADS);
            long stuck = -1;
            // It is stuck when not one byte went in between looks; a sender that never gets stuck ends the loop.
            for (int same = 0; same < 40 && written.get() < FLOOD; ) {
                long now = written.get();
                same = now == stuck ? same + 1 : 0;
                stuck = now;
                LockSupport.parkNanos(10_000_000);
            }
            assertThat(written.get())
                    .as("bytes taken while nobody reads")
                    .isPositive()
                    .isLessThan(HELD);
            MessageDigest heard = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[64 << 10];
            for (long left = FLOOD; left > 0; ) {
                int read = to.getInputStream().read(piece, 0, (int) Math.min(piece.length, left));
                assertThat(read).isPositive();
                heard.update(piece, 0, read);
                left -= read;
            }
            assertThat(heard.digest()).isEqualTo(flood.get(20, TimeUnit.SECONDS));
        }
    }

    /** One unmasked or masked binary frame of the whole length; the tunnel does not mind which. */
    private static byte[] flood(Socket to, AtomicLong written) {
        try {
            MessageDigest said = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[64 << 10];
            Random random = new Random(7);
            boolean first = true;
            for (long left = FLOOD; left > 0; left -= piece.length) {
                random.nextBytes(piece);
                if (first) {
                    ByteBuffer.wrap(piece).put((byte) 0x82).put((byte) 127).putLong(FLOOD - 10);
                    first = false;
                }
                to.getOutputStream().write(piece);
                said.update(piece);
                written.addAndGet(piece.length);
            }
            return said.digest();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Echoes frames as they come, unmasked: fragments, pings as pongs, a close as a close. */
    private static void echo(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int head = in.readUnsignedByte();
                int small = in.readUnsignedByte();
                long length = (small & 127) == 126
                        ? in.readUnsignedShort()
                        : (small & 127) == 127 ? in.readLong() : small & 127;
                byte[] mask = in.readNBytes((small & 128) == 0 ? 0 : 4);
                byte[] payload = in.readNBytes((int) length);
                for (int i = 0; i < payload.length && mask.length > 0; i++) {
                    payload[i] ^= mask[i & 3];
                }
                int answer = (head & 15) == 9 ? head + 1 : head;
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                out.write(answer);
                if (length < 126) {
                    out.write((int) length);
                } else if (length < 65536) {
                    out.write(126);
                    out.write(ByteBuffer.allocate(2).putShort((short) length).array());
                } else {
                    out.write(127);
                    out.write(ByteBuffer.allocate(8).putLong(length).array());
                }
                out.write(payload);
                socket.getOutputStream().write(out.toByteArray());
                if ((head & 15) == 8) {
                    return;
                }
            }
        } catch (IOException e) {
            // The client has left.
        }
    }

    /** What the JDK's client heard. */
    private static final class Heard implements WebSocket.Listener {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final CompletableFuture<String> pong = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder parts = new StringBuilder();
        private int pieces;

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            parts.append(data);
            pieces++;
            if (last) {
                text.complete(parts.toString());
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pong.complete(StandardCharsets.UTF_8.decode(message).toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            text.completeExceptionally(error);
            closed.completeExceptionally(error);
        }
    }

    private WebSocket jdkClient(Heard heard) throws Exception {
        accept().thenAcceptAsync(WebSocketFlowTest::echo, THREADS);
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), heard)
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Masked text of 1 MiB comes back whole through another implementation (SR-74)")
    void a_large_message_of_the_jdk_client_comes_back() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = jdkClient(heard);
        String text = "\u00e4\u00f6\u20ac\ud83e\udd8a".repeat((1 << 20) / 11);
        socket.sendText(text, true).get(20, TimeUnit.SECONDS);
        assertThat(heard.text.get(20, TimeUnit.SECONDS)).isEqualTo(text);
        socket.sendClose(4000, "bye");
        assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo("4000 bye");
    }

    @Test
    @DisplayName("Fragments stay fragments, and a ping between them is answered by the backend (SR-74)")
    void fragments_and_pings_pass() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = jdkClient(heard);
        socket.sendText("one, ", false).get(20, TimeUnit.SECONDS);
        socket.sendPing(ByteBuffer.wrap("are you there".getBytes(StandardCharsets.UTF_8)))
                .get(20, TimeUnit.SECONDS);
        assertThat(heard.pong.get(20, TimeUnit.SECONDS)).isEqualTo("are you there");
        socket.sendText("two, ", false).get(20, TimeUnit.SECONDS);
        socket.sendText("three", true).get(20, TimeUnit.SECONDS);
        assertThat(heard.text.get(20, TimeUnit.SECONDS)).isEqualTo("one, two, three");
        assertThat(heard.pieces).isGreaterThanOrEqualTo(3);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
        assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo("1000 ");
        Await.until("the log has it", () -> !gateway.accessLog().isEmpty());
    }
}
