package dev.postern.gateway.real;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An origin for large bodies. {@code GET} gets one, and {@link #sent} says how much of it was taken; {@code POST} is
 * answered by the hash of what came, and is not read before {@link #beginToRead}.
 */
final class BulkOrigin implements AutoCloseable {

    private final ServerSocket server;
    private final long bytes;
    private final boolean chunked;
    private final AtomicLong sent = new AtomicLong();
    private final CountDownLatch reading = new CountDownLatch(1);

    private BulkOrigin(ServerSocket server, long bytes, boolean chunked) {
        this.server = server;
        this.bytes = bytes;
        this.chunked = chunked;
    }

    static BulkOrigin start(long bytes, boolean chunked) {
        try {
            BulkOrigin origin =
                    new BulkOrigin(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), bytes, chunked);
            Thread thread = new Thread(origin::accept, "bulk-origin");
            thread.setDaemon(true);
            thread.start();
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getLocalPort();
    }

    AtomicLong sent() {
        return sent;
    }

    void beginToRead() {
        reading.countDown();
    }

    private void accept() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                serve(socket);
            } catch (IOException | InterruptedException e) {
                // The test sees it: the answer or its end is missing.
            }
        }
    }

    private void serve(Socket socket) throws IOException, InterruptedException {
        InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        OutputStream out = socket.getOutputStream();
        String head = BulkBody.head(in).toLowerCase(Locale.ROOT);
        if (head.startsWith("get ")) {
            out.write(BulkBody.ascii("HTTP/1.1 200 OK\r\nConnection: close\r\n" + framing(bytes, chunked) + "\r\n"));
            BulkBody.write(out, bytes, chunked, sent);
            return;
        }
        reading.await();
        String hash = BulkBody.read(in, bytes, head.contains("transfer-encoding: chunked"));
        out.write(BulkBody.ascii(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + hash.length() + "\r\n\r\n" + hash));
    }

    static String framing(long bytes, boolean chunked) {
        return chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + bytes + "\r\n";
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
