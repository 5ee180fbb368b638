package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.function.FunctionEvents;
import dev.postern.function.runtime.RuntimeFunction;
import dev.postern.function.runtime.RuntimeHost;
import dev.postern.function.runtime.RuntimeSettings;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.wire.StrictRequestDecoder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The decoder that the gateway lends to the endpoints of hosted functions. */
@Tag("attack")
class RuntimeListenerTest {

    @Test
    @DisplayName("a header that only looks like Content-Length frames nothing at a Runtime API (SR-43)")
    void reads_header_names_to_the_byte() throws IOException {
        Vertx vertx = Vertx.vertx();
        int uid = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        int port = freePort();
        RuntimeFunction function = RuntimeFunction.of(
                vertx,
                Clock.systemUTC(),
                RuntimeSettings.of("sidekick", new RuntimeHost.Container(port, uid)),
                StrictRequestDecoder::standIn,
                FunctionEvents.NONE);
        Await.result(function.start());
        String host = "Host: 127.0.0.1:" + port + "\r\n";
        String path = "/2018-06-01/runtime/invocation/x/response";
        String second = "GET /second HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\n" + host + "Content-Xength: " + second.length() + "\r\n\r\n"
                                    + second)
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answers).contains("HTTP/1.1 400", "HTTP/1.1 404");
        } finally {
            Await.result(function.close());
            Await.result(vertx.close());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
