package dev.postern.gateway.http2;

import dev.postern.gateway.testing.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** An HTTP/2 client that sends what it is told and keeps what it hears. Acknowledges settings, and nothing else. */
final class FrameClient implements AutoCloseable {

    static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final Socket socket;
    private final Map<Integer, Heard> streams = new ConcurrentHashMap<>();
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder(false, 1 << 20);
    private final Map<Integer, Long> settings = new TreeMap<>();
    private volatile long goAway = -1;
    private volatile int goAwayStream = -1;
    private volatile boolean closed;
    private volatile Exception unreadable;
    private volatile int pongs;
    private volatile int resets;

    /** What came on one stream. */
    static final class Heard {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private final List<String> head = new ArrayList<>();
        private final List<String> trailers = new ArrayList<>();
        private String status = "";
        private boolean ended;
        private long reset = -1;

        synchronized String status() {
            return status;
        }

        synchronized boolean ended() {
            return ended;
        }

        synchronized long reset() {
            return reset;
        }

        synchronized String body() {
            return body.toString(StandardCharsets.ISO_8859_1);
        }

        synchronized List<String> head() {
            return List.copyOf(head);
        }

        synchronized List<String> trailers() {
            return List.copyOf(trailers);
        }

        @Override
        public synchronized String toString() {
            return head + (body.size() > 200 ? " and " + body.size() + " bytes" : " " + body()) + " " + trailers
                    + (ended ? " ended" : "") + (reset >= 0 ? " reset " + reset : "");
        }
    }

    FrameClient(Socket socket) {
        this.socket = socket;
        Thread reader = new Thread(this::read, "frame-client");
        reader.setDaemon(true);
        reader.start();
    }

    FrameClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // The gateway ended the connection; what it said is still to be read.
        }
        return this;
    }

    FrameClient send(String frames) {
        return send(FrameText.bytes(frames));
    }

    /** The preface with these settings. */
    FrameClient begin(String frames) {
        send(PREFACE.getBytes(StandardCharsets.ISO_8859_1)).send(frames);
        Await.until("the gateway's settings", () -> !settings().isEmpty() || closed);
        // From here and not from the reading thread, so that it stands between no two frames of one head.
        return send("ACK");
    }

    Heard stream(int id) {
        return streams.computeIfAbsent(id, key -> new Heard());
    }

    /** Waits for the whole answer on a stream. */
    Heard answer(int id) {
        Heard heard = stream(id);
        Await.until("an answer on stream " + id + ": " + this, () -> heard.ended() || heard.reset() >= 0 || closed);
        return heard;
    }

    long goAway() {
        return goAway;
    }

    int goAwayStream() {
        return goAwayStream;
    }

    boolean closed() {
        return closed;
    }

    int pongs() {
        return pongs;
    }

    int resets() {
        return resets;
    }

    synchronized Map<Integer, Long> settings() {
        return Map.copyOf(settings);
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt() & Integer.MAX_VALUE;
                byte[] payload = new byte[length];
                in.readFully(payload);
                take(type, flags, stream, payload);
            }
        } catch (IOException e) {
            closed = true;
        } catch (Http2Exception e) {
            unreadable = e;
            closed = true;
        }
    }

    private void take(int type, int flags, int stream, byte[] payload) throws Http2Exception {
        switch (type) {
            case 0 -> data(stream(stream), (flags & 1) != 0, payload);
            case 1 -> {
                // Behind dependency and weight, where they are (RFC 9113 section 6.2).
                int from = (flags & 0x20) != 0 ? 5 : 0;
                ByteBuf block = Unpooled.wrappedBuffer(payload, from, payload.length - from);
                head(stream(stream), (flags & 1) != 0, headers.decodeHeaders(stream, block));
            }
            case 3 -> {
                resets++;
                Heard heard = stream(stream);
                synchronized (heard) {
                    heard.reset = number(payload, 0);
                }
            }
            case 4 -> {
                if ((flags & 1) == 0) {
                    settings(payload);
                }
            }
            case 6 -> pongs += (flags & 1);
            case 7 -> {
                goAwayStream = (int) number(payload, 0);
                goAway = number(payload, 4);
            }
            default -> {}
        }
    }

    private static void data(Heard heard, boolean end, byte[] payload) {
        synchronized (heard) {
            heard.body.writeBytes(payload);
            heard.ended |= end;
        }
    }

    private static void head(Heard heard, boolean end, Http2Headers headers) {
        synchronized (heard) {
            List<String> lines = heard.status.isEmpty() || heard.status.startsWith("1") ? heard.head : heard.trailers;
            if (headers.status() != null) {
                heard.status = headers.status().toString();
            }
            headers.forEach(header -> lines.add(header.getKey() + ": " + header.getValue()));
            heard.ended |= end;
        }
    }

    private synchronized void settings(byte[] payload) {
        for (int at = 0; at < payload.length; at += 6) {
            settings.put((payload[at] & 0xff) << 8 | payload[at + 1] & 0xff, number(payload, at + 2));
        }
    }

    private static long number(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
    }

    @Override
    public String toString() {
        return new TreeMap<>(streams)
                + (goAway >= 0 ? " goaway " + goAway : "")
                + (closed ? " closed" : "")
                + (unreadable == null ? "" : " " + unreadable);
    }

    /** Closes the connection in the middle of whatever goes on. */
    void leave() {
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
