package dev.postern.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An upstream that keeps the very bytes of every request and answers all with one response. Reads framing itself, so
 * that a smuggled request would be seen as one.
 */
public final class RecordingUpstream implements AutoCloseable {

    private static final String DEFAULT = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final ServerSocket server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile String response = DEFAULT;

    private RecordingUpstream(ServerSocket server) {
        this.server = server;
    }

    public static RecordingUpstream start() {
        return start("127.0.0.1", 0);
    }

    /** @param port 0 for a free one */
    public static RecordingUpstream start(String host, int port) {
        try {
            RecordingUpstream upstream = new RecordingUpstream(new ServerSocket(port, 50, InetAddress.getByName(host)));
            daemon(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Whole requests so far: heads and, where there were any, bodies as framed on the wire. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** Connections accepted so far. */
    public int connections() {
        return sockets.size();
    }

    /** Forgets what came so far. */
    public void clear() {
        requests.clear();
    }

    /** Bytes that answer every request from now on. */
    public RecordingUpstream answer(String bytes) {
        response = bytes;
        return this;
    }

    /** Back to {@code 200 ok}. */
    public void reset() {
        response = DEFAULT;
        clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                String request = request(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // The gateway went away.
        }
    }

    private static String request(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!readLines(in, bytes)) {
            return null;
        }
        List<String> lines = new ArrayList<>(
                bytes.toString(StandardCharsets.ISO_8859_1).lines().toList());
        boolean chunked = lines.stream().anyMatch(l -> l.equalsIgnoreCase("transfer-encoding: chunked"));
        int length = lines.stream()
                .filter(l -> l.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                .mapToInt(l -> Integer.parseInt(l.substring(15).strip()))
                .findFirst()
                .orElse(0);
        if (chunked) {
            readChunks(in, bytes);
        } else {
            bytes.write(in.readNBytes(length));
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    /** Reads through an empty line; false at the end of the stream. */
    private static boolean readLines(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        int lineLength = 0;
        while (true) {
            int b = in.read();
            if (b < 0) {
                return false;
            }
            bytes.write(b);
            if (b == '\n') {
                if (lineLength == 0) {
                    return true;
                }
                lineLength = 0;
            } else if (b != '\r') {
                lineLength++;
            }
        }
    }

    private static void readChunks(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        while (true) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    return;
                }
                line.write(b);
            }
            String size = line.toString(StandardCharsets.ISO_8859_1).strip();
            bytes.write((size + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            bytes.write(in.readNBytes(Integer.parseInt(size, 16) + 2));
            if (size.equals("0")) {
                return;
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "recording-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
