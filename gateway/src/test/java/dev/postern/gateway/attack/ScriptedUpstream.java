package dev.postern.gateway.attack;

import dev.postern.gateway.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream that keeps what it hears and answers what it is told, request by request. It reads framing itself, so
 * that a smuggled request would be heard as one, and it keeps requests that were never finished.
 */
public final class ScriptedUpstream implements AutoCloseable {

    /** What to do with one request. */
    public enum Then {
        /** Read on: the connection is kept alive. */
        KEEP,
        CLOSE,
        RESET,
        /** Never say anything more. */
        HANG
    }

    /**
     * An answer.
     *
     * @param early true to answer as soon as the head is there
     */
    public record Answer(String bytes, Then then, boolean early) {}

    private static final Answer DEFAULT =
            new Answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Then.KEEP, false);

    private final ServerSocket server;
    private final List<HeardRequest> heard = new ArrayList<>();

    /** Open connections, and whether each waits for the first byte of a request, or for nothing any more. */
    private final Map<Socket, Boolean> sockets = new ConcurrentHashMap<>();

    private final AtomicInteger heads = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private List<Answer> answers = List.of();
    private int answered;
    private int scripts;

    public ScriptedUpstream() {
        this(0);
    }

    /** @param port 0 for a free one */
    public ScriptedUpstream(int port) {
        try {
            server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /**
     * Waits until everything that was sent here so far was heard: each accepted connection has nothing to read and is
     * between two requests.
     */
    void settle() {
        int before = connections.get();
        try (Socket last = new Socket(InetAddress.getLoopbackAddress(), port())) {
            // Connections are accepted in their order: when this one is, all before it were.
            Await.until("the upstream accepts", () -> connections.get() > before && last.isConnected());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the upstream has heard everything", () -> sockets.entrySet().stream()
                .allMatch(entry -> entry.getValue() && isDrained(entry.getKey())));
    }

    private static boolean isDrained(Socket socket) {
        try {
            return socket.getInputStream().available() == 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Forgets what was heard and answers the next requests like this; the last answer stays, none is {@code 200 ok}. */
    public synchronized void begin(List<Answer> script) {
        heard.clear();
        heads.set(0);
        answers = script;
        answered = 0;
        scripts++;
    }

    /** Requests so far, finished or cut. */
    synchronized List<HeardRequest> heard() {
        return List.copyOf(heard);
    }

    /** Heads that came since {@link #begin}. */
    int heads() {
        return heads.get();
    }

    /** Connections that are open. */
    int open() {
        return connections.get() - ended.get();
    }

    /** Connections so far. */
    int connections() {
        return connections.get();
    }

    /** Writes bytes nobody asked for on every open connection. */
    void shout(String bytes) {
        for (Socket socket : sockets.keySet()) {
            try {
                socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                // Closed already.
            }
        }
    }

    /** Closes every open connection and waits until the gateway, too, has left them. */
    public void hangUp() {
        closeAll();
        Await.until("the upstream's connections end", () -> open() == 0);
    }

    private void closeAll() {
        for (Socket socket : sockets.keySet()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private synchronized Answer next() {
        if (answers.isEmpty()) {
            return DEFAULT;
        }
        return answers.get(Math.min(answered++, answers.size() - 1));
    }

    /** A request whose head came under an earlier script belongs to nobody any more. */
    private synchronized void record(HeardRequest request, int under) {
        if (under == scripts) {
            heard.add(request);
        }
    }

    private synchronized int headCame() {
        heads.incrementAndGet();
        return scripts;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.put(socket, true);
                connections.incrementAndGet();
                daemon(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            PushbackInputStream in = new PushbackInputStream(socket.getInputStream());
            while (isBegun(socket, in) && serveOne(socket, in)) {}
        } catch (IOException e) {
            // The gateway went away.
        } finally {
            sockets.remove(socket);
            ended.incrementAndGet();
        }
    }

    private boolean isBegun(Socket socket, PushbackInputStream in) throws IOException {
        sockets.put(socket, true);
        int first = in.read();
        sockets.put(socket, false);
        if (first < 0) {
            return false;
        }
        in.unread(first);
        return true;
    }

    private boolean serveOne(Socket socket, InputStream in) throws IOException {
        List<String> head = new ArrayList<>();
        for (String line = line(in); line == null || !line.isEmpty(); line = line(in)) {
            if (line == null) {
                if (!head.isEmpty()) {
                    record(new HeardRequest(head.get(0), head.subList(1, head.size()), "", false), headCame());
                }
                return false;
            }
            head.add(line);
        }
        int under = headCame();
        Answer answer = head.get(0).startsWith("GET /still-open ") ? DEFAULT : next();
        if (answer.early) {
            write(socket, answer.bytes);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = readBody(head, in, body);
        record(
                new HeardRequest(
                        head.get(0),
                        List.copyOf(head.subList(1, head.size())),
                        body.toString(StandardCharsets.ISO_8859_1),
                        whole),
                under);
        if (!whole) {
            return false;
        }
        if (!answer.early) {
            write(socket, answer.bytes);
        }
        switch (answer.then) {
            case KEEP -> {
                return true;
            }
            case RESET -> socket.setSoLinger(true, 0);
            case HANG -> {
                sockets.put(socket, true);
                while (in.read() >= 0) {}
            }
            case CLOSE -> {}
        }
        return false;
    }

    private static void write(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static boolean readBody(List<String> head, InputStream in, ByteArrayOutputStream body) throws IOException {
        for (String header : head) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("transfer-encoding:")) {
                return readChunks(in, body);
            }
            if (lower.startsWith("content-length:")) {
                int length = Integer.parseInt(header.substring(15).strip());
                body.write(in.readNBytes(length));
                return body.size() == length;
            }
        }
        return true;
    }

    private static boolean readChunks(InputStream in, ByteArrayOutputStream body) throws IOException {
        while (true) {
            String size = line(in);
            if (size == null) {
                return false;
            }
            int length = Integer.parseInt(size, 16);
            if (length == 0) {
                for (String trailer = line(in); trailer == null || !trailer.isEmpty(); trailer = line(in)) {
                    if (trailer == null) {
                        return false;
                    }
                    body.write(("<trailer " + trailer + ">").getBytes(StandardCharsets.ISO_8859_1));
                }
                return true;
            }
            byte[] chunk = in.readNBytes(length);
            body.write(chunk);
            if (chunk.length < length || line(in) == null) {
                return false;
            }
        }
    }

    /** Without its CRLF; null at the end of the stream. A bare CR or LF stays visible. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean cr = false;
        while (true) {
            int b = in.read();
            if (b < 0) {
                return null;
            }
            if (cr && b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1);
            }
            if (cr) {
                line.write("<cr>".getBytes(StandardCharsets.ISO_8859_1));
            }
            cr = b == '\r';
            if (b == '\n') {
                line.write("<lf>".getBytes(StandardCharsets.ISO_8859_1));
            } else if (!cr) {
                line.write(b);
            }
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "scripted-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            closeAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
