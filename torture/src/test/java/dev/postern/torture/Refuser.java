package dev.postern.torture;

import dev.postern.gateway.attack.ScriptedUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A gate that refuses everything: 400 and a close, whatever is said. */
final class Refuser extends ForeignTarget {

    private static final byte[] ANSWER = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;

    private Refuser(ServerSocket server) {
        super("127.0.0.1", server.getLocalPort(), new ScriptedUpstream());
        this.server = server;
        Thread thread = new Thread(this::serve, "refuser");
        thread.setDaemon(true);
        thread.start();
    }

    static Refuser start() {
        try {
            return new Refuser(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.setSoTimeout(2_000);
                client.getInputStream().read(new byte[1 << 16]);
                client.getOutputStream().write(ANSWER);
            } catch (IOException e) {
                // It left, or said nothing.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        super.close();
    }
}
