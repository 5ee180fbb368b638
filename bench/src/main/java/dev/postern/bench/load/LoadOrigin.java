package dev.postern.bench.load;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A backend for bodies: {@code GET …/source?bytes=N&framing=LENGTH|CHUNKED} sends a {@link BodyPattern}, anything with
 * a body is read at a pace and answered with {@code bytes sha256}, anything else with two bytes. A thread for each
 * connection.
 */
public final class LoadOrigin implements AutoCloseable {

    private static final int BACKLOG = 1024;
    private static final int STACK_BYTES = 256 << 10;

    private final ServerSocket listener;
    private final Pace pace;
    private final int receiveBuffer;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /**
     * Listens on a free loopback port.
     *
     * @param pace how it reads bodies
     * @param receiveBuffer bytes the kernel may hold for it; 0 for the system's default
     */
    public LoadOrigin(Pace pace, int receiveBuffer) throws IOException {
        this.pace = pace;
        this.receiveBuffer = receiveBuffer;
        listener = new ServerSocket();
        if (receiveBuffer > 0) {
            listener.setReceiveBufferSize(receiveBuffer);
        }
        listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        thread("load-origin", this::accept).start();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                thread("load-origin-" + socket.getPort(), () -> serve(socket)).start();
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        int buffer = receiveBuffer > 0 ? receiveBuffer : 8 << 10;
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), Math.min(buffer, 64 << 10));
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8 << 10);
            for (Message head = Message.readHead(in); head != null; head = Message.readHead(in)) {
                answer(head, in, out);
                out.flush();
            }
        } catch (IOException e) {
            // The peer left, which slow clients that are thrown out make the gateway do.
        } finally {
            open.remove(socket);
        }
    }

    private void answer(Message head, InputStream in, OutputStream out) throws IOException {
        String target = head.startLine().split(" ")[1];
        if (target.contains("/source?")) {
            long bytes = Long.parseLong(parameter(target, "bytes"));
            Framing framing = Framing.valueOf(parameter(target, "framing"));
            write(out, "HTTP/1.1 200 OK\r\n" + Message.framing(bytes, framing) + "\r\n");
            Message.writeBody(out, bytes, framing);
            return;
        }
        String text = "ok";
        if (head.hasBody()) {
            Message.Body body = head.readBody(in, pace);
            text = body.bytes() + " " + body.sha256();
        }
        write(
                out,
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    private static String parameter(String target, String name) {
        int from = target.indexOf(name + "=") + name.length() + 1;
        int to = target.indexOf('&', from);
        return to < 0 ? target.substring(from) : target.substring(from, to);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
