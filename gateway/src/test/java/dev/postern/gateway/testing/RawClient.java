package dev.postern.gateway.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Bytes over a socket, nothing made nicer. Texts are ISO 8859-1, so that a character is a byte. */
public final class RawClient implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient connect(int port) {
        return connect("127.0.0.1", port);
    }

    /** @param host name or address */
    public static RawClient connect(String host, int port) {
        try {
            Socket socket = new Socket(InetAddress.getByName(host), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes over a connection that is open already, such as one within TLS. */
    public static RawClient over(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawClient send(String bytes) {
        return send(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One whole response, by its own framing; as if to a GET. */
    public RawResponse response() {
        return response(false);
    }

    /** @param head whether the request was HEAD, whose response has no body whatever its headers say */
    public RawResponse response(boolean head) {
        try {
            return RawResponse.read(in, head);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything until the gateway closes the connection. */
    public String untilClosed() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open, after: " + all.toString(StandardCharsets.ISO_8859_1), e);
        } catch (IOException e) {
            // A reset is a close, too.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** One byte; -1 when the connection is closed. */
    public int read() {
        try {
            return in.read();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came", e);
        } catch (IOException e) {
            return -1;
        }
    }

    public Socket socket() {
        return socket;
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
