package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients that stop reading, stop sending or leave while much is under way: nothing grows without bound, and every
 * buffer is released (SR-66, SR-74), which {@link dev.postern.gateway.testing.LeakWatch} looks at.
 */
@Tag("socket")
@Tag("attack")
class LeaversTest {

    private static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
    private static final String HANDSHAKE =
            "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    private static final int MUCH = 96 << 20;

    private static GatewayUnderTest before(int port) {
        return before(port, "");
    }

    private static GatewayUnderTest before(int port, String server) {
        return GatewayUnderTest.start("""
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes: [{ match: "ANY /{proxy+}", authorizer: open, upstream: app }]
                """.formatted(port), server);
    }

    @Test
    void a_client_that_never_reads_is_left_in_its_time_and_so_is_the_upstream() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = before(upstream.port(), ", timeouts: { body: 300ms }");
                RawClient client = gateway.connect()) {
            String much = "x".repeat(24 << 20);
            upstream.begin(List.of(new Answer(
                    "HTTP/1.1 200 OK\r\nContent-Length: " + much.length() + "\r\n\r\n" + much, Then.KEEP, false)));
            client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
            gateway.accessLog(1);
            Await.until("the upstream is left", () -> upstream.open() == 0);
            // The connection is closed although its last bytes were never read: what comes is a part, and then the end.
            Await.until("the gateway has no connection", () -> metrics(gateway).contains("postern_connections 0"));
            assertThat(client.untilClosed()).startsWith("HTTP/1.1 200 ").hasSizeLessThan(much.length());
        }
    }

    @Test
    @DisplayName("a client that leaves with requests waiting behind one another leaks nothing (SR-66)")
    void a_client_that_leaves_with_requests_waiting_behind_one_another_leaks_nothing() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = before(upstream.port())) {
            for (int i = 1; i <= 20; i++) {
                upstream.begin(List.of(new Answer("", Then.HANG, false)));
                RawClient client = gateway.connect();
                client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\nPOST /second HTTP/1.1\r\nHost: h\r\n"
                        + "Content-Length: 100000\r\n\r\n" + "x".repeat(50_000));
                Await.until("the first is under way", () -> upstream.heads() == 1);
                client.close();
                gateway.accessLog(i);
            }
        }
    }

    @Test
    @DisplayName("a client that leaves in the middle of an upload nobody reads leaks nothing (SR-66)")
    void a_client_that_leaves_in_the_middle_of_an_upload_nobody_reads_leaks_nothing() throws IOException {
        try (ServerSocket deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                GatewayUnderTest gateway = before(deaf.getLocalPort())) {
            for (int i = 1; i <= 5; i++) {
                SocketChannel client = stall(
                        gateway.port(),
                        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + MUCH + "\r\n\r\n",
                        MUCH / 2);
                // A reset: what a crash sends. An orderly end could not even be seen behind bytes that nobody reads.
                client.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
                client.close();
                gateway.accessLog(i);
            }
        }
    }

    @Test
    @DisplayName("a client that leaves a download it does not read leaks nothing and frees the upstream (SR-66)")
    void a_client_that_leaves_a_download_it_does_not_read_leaks_nothing_and_frees_the_upstream() {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = before(upstream.port())) {
            String much = "x".repeat(24 << 20);
            for (int i = 1; i <= 5; i++) {
                upstream.begin(List.of(new Answer(
                        "HTTP/1.1 200 OK\r\nContent-Length: " + much.length() + "\r\n\r\n" + much, Then.KEEP, false)));
                try (RawClient client = gateway.connect()) {
                    client.send("GET /a HTTP/1.1\r\nHost: h\r\n\r\n");
                    assertThat(client.read()).isEqualTo('H');
                }
                gateway.accessLog(i);
                Await.until("the upstream is left", () -> upstream.open() == 0);
            }
        }
    }

    @Test
    void an_upstream_that_does_not_read_its_socket_stalls_the_client_and_gets_everything_in_the_end()
            throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                GatewayUnderTest gateway = before(server.getLocalPort());
                SocketChannel client = SocketChannel.open(gatewayAddress(gateway.port()))) {
            client.write(ByteBuffer.wrap(HANDSHAKE.getBytes(StandardCharsets.ISO_8859_1)));
            try (Socket upstream = server.accept()) {
                agree(upstream);
                readHead(client);
                client.configureBlocking(false);
                long sent = writeUntilStalled(client, MUCH);
                assertThat(sent).isBetween(1L, MUCH / 2L);
                long left = sent;
                byte[] buffer = new byte[1 << 16];
                while (left > 0) {
                    int read = upstream.getInputStream().read(buffer);
                    assertThat(read).isPositive();
                    left -= read;
                }
                assertThat(left).isZero();
                assertThat(writeUntilStalled(client, MUCH)).isPositive();
            }
            gateway.accessLog(1);
        }
    }

    static String metrics(GatewayUnderTest gateway) {
        try (RawClient admin = RawClient.connect(gateway.adminPort())) {
            return admin.send("GET /metrics HTTP/1.1\r\nHost: 127.0.0.1:" + gateway.adminPort() + "\r\n\r\n")
                    .response()
                    .body();
        }
    }

    private static java.net.InetSocketAddress gatewayAddress(int port) {
        return new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void agree(Socket upstream) throws IOException {
        int ends = 0;
        while (ends < 4) {
            int b = upstream.getInputStream().read();
            ends = b == '\r' || b == '\n' ? ends + 1 : 0;
        }
        upstream.getOutputStream()
                .write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Accept: " + ACCEPT + "\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void readHead(SocketChannel client) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (head.indexOf("\r\n\r\n") < 0) {
            one.clear();
            assertThat(client.read(one)).isEqualTo(1);
            head.append((char) one.get(0));
        }
        assertThat(head).startsWith("HTTP/1.1 101 ");
    }

    /** Sends until nothing more is taken; fails when more than {@code bound} bytes are. */
    private static SocketChannel stall(int port, String head, long bound) throws IOException {
        SocketChannel client = SocketChannel.open(gatewayAddress(port));
        client.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.ISO_8859_1)));
        client.configureBlocking(false);
        assertThat(writeUntilStalled(client, MUCH)).isLessThan(bound);
        return client;
    }

    /** Binary frames of zeroes, or a body of them: bytes taken until the socket was full for half a second. */
    private static long writeUntilStalled(SocketChannel client, long most) throws IOException {
        ByteBuffer zeroes = ByteBuffer.allocateDirect(1 << 16);
        long sent = 0;
        try (Selector selector = Selector.open()) {
            SelectionKey key = client.register(selector, SelectionKey.OP_WRITE);
            while (sent < most && selector.select(500) > 0) {
                selector.selectedKeys().clear();
                zeroes.clear();
                sent += client.write(zeroes);
            }
            key.cancel();
            selector.selectNow();
        }
        return sent;
    }
}
