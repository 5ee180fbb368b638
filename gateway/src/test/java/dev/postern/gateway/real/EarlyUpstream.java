package dev.postern.gateway.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CopyOnWriteArrayList;

/** An upstream that answers as soon as it has a head, and reads no body. */
final class EarlyUpstream implements AutoCloseable {

    private final ServerSocket server;
    private final byte[] answer;
    private final CopyOnWriteArrayList<Socket> open = new CopyOnWriteArrayList<>();

    private EarlyUpstream(ServerSocket server, byte[] answer) {
        this.server = server;
        this.answer = answer;
    }

    static EarlyUpstream start(String answer) {
        try {
            EarlyUpstream upstream = new EarlyUpstream(
                    new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), BulkBody.ascii(answer));
            Thread thread = new Thread(upstream::accept, "early-upstream");
            thread.setDaemon(true);
            thread.start();
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                BulkBody.head(socket.getInputStream());
                socket.getOutputStream().write(answer);
            } catch (IOException e) {
                // The gateway went away, or the test is over.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
