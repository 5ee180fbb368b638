package dev.postern.sample.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A TCP connection on which a test says exactly what it wants. Text is one byte per character (ISO-8859-1). */
public final class RawConnection implements AutoCloseable {

    /** How a server ended a connection. */
    public enum End {
        CLOSED,
        RESET,
        /** It was still open when the patience was over. */
        OPEN
    }

    /** Everything a server sent, and how it ended. */
    public record Heard(String text, End end) {}

    private final Socket socket;

    private RawConnection(Socket socket) {
        this.socket = socket;
    }

    /** Connects to 127.0.0.1. */
    public static RawConnection to(int port) {
        try {
            return new RawConnection(new Socket("127.0.0.1", port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawConnection send(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until {@code ending} has come, which must happen within ten seconds. */
    public String readUntil(String ending) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        try {
            socket.setSoTimeout(10_000);
            while (!heard.toString(StandardCharsets.ISO_8859_1).endsWith(ending)) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    throw new AssertionError("the connection ended after: " + heard);
                }
                heard.write(next);
            }
            return heard.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AssertionError("the connection failed after: " + heard, e);
        }
    }

    /** Reads to the end, or until nothing more came for {@code patienceMillis}. */
    public Heard readToEnd(int patienceMillis) {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        End end;
        try {
            socket.setSoTimeout(patienceMillis);
            byte[] buffer = new byte[8192];
            for (int length; (length = socket.getInputStream().read(buffer)) >= 0; ) {
                heard.write(buffer, 0, length);
            }
            end = End.CLOSED;
        } catch (SocketTimeoutException e) {
            end = End.OPEN;
        } catch (SocketException e) {
            end = End.RESET;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Heard(heard.toString(StandardCharsets.ISO_8859_1), end);
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
