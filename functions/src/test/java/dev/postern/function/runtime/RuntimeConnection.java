package dev.postern.function.runtime;

import dev.postern.function.Outcome;
import io.vertx.core.Future;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** One connection of a runtime in another container, byte by byte, in the hands of a test. */
final class RuntimeConnection implements AutoCloseable {

    private static final String BASE = "/2018-06-01/runtime/";

    /** An answer of the gateway. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final Socket socket;
    private final String endpoint;
    private Future<Outcome> outcome;

    RuntimeConnection(String endpoint) throws IOException {
        this.endpoint = endpoint;
        this.socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), StrangersTest.port(endpoint));
        socket.setSoTimeout(20_000);
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    void poll() throws IOException {
        send("GET " + BASE + "invocation/next HTTP/1.1\r\nHost: " + endpoint + "\r\n\r\n");
    }

    /**
     * Polls, has an event sent until it is not refused for want of a runtime, and returns its request id.
     *
     * @param event what must arrive
     */
    String pollThen(Supplier<Future<Outcome>> invocation, String event) throws IOException {
        poll();
        Answer next = null;
        while (next == null) {
            outcome = invocation.get();
            next = firstOf();
        }
        if (!next.body().equals(event) || next.status() != 200) {
            throw new AssertionError(next.toString());
        }
        return next.headers().get("lambda-runtime-aws-request-id");
    }

    /** The answer, or null when the invocation ended first: the poll had not arrived yet. */
    private Answer firstOf() throws IOException {
        InputStream in = socket.getInputStream();
        while (in.available() == 0) {
            if (outcome.isComplete()) {
                return null;
            }
            Thread.onSpinWait();
        }
        return read();
    }

    Future<Outcome> outcome() {
        return outcome;
    }

    int answer(String id, String body) throws IOException {
        return post("invocation/" + id + "/response", body).status();
    }

    Answer post(String path, String body) throws IOException {
        send("POST " + BASE + path + " HTTP/1.1\r\nHost: " + endpoint + "\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body);
        return read();
    }

    Answer read() throws IOException {
        int status = Integer.parseInt(line().substring(9, 12));
        Map<String, String> headers = new HashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                status, headers, new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
