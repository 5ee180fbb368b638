package dev.postern.gateway.real;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What a client of HTTP/2 says, as bytes: only what a flood needs. */
final class Http2Bytes {

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 0x1;
    private static final int END_HEADERS = 0x4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** The preface, and SETTINGS_INITIAL_WINDOW_SIZE (RFC 9113 section 6.5.2). */
    Http2Bytes(int window) {
        out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, (byte) (window >> 16), (byte) (window >> 8), (byte) window});
    }

    /** A whole request. */
    Http2Bytes get(int stream, String path) {
        frame(HEADERS, END_STREAM | END_HEADERS, stream, head(path));
        return this;
    }

    /** A request whose head goes on for so many frames of 16,000 bytes, and then does not. */
    Http2Bytes unfinished(int stream, String path, int frames) {
        frame(HEADERS, END_STREAM, stream, head(path));
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < 160; i++) {
            // A literal with a new name of one letter and a value of 96 (RFC 7541 section 6.2.2).
            block.writeBytes(new byte[] {0, 1, 'x', 96});
            block.writeBytes("y".repeat(96).getBytes(StandardCharsets.US_ASCII));
        }
        for (int i = 0; i < frames; i++) {
            frame(CONTINUATION, 0, stream, block.toByteArray());
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    /** RFC 7541: GET and https from the static table, :path and :authority as plain literals. */
    private static byte[] head(String path) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        head.write(0x82);
        head.write(0x87);
        literal(head, 4, path);
        literal(head, 1, "h");
        return head.toByteArray();
    }

    private static void literal(ByteArrayOutputStream head, int name, String value) {
        head.write(name);
        head.write(value.length());
        head.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int type, int flags, int stream, byte[] payload) {
        out.write(payload.length >> 16);
        out.write(payload.length >> 8);
        out.write(payload.length);
        out.write(type);
        out.write(flags);
        out.write(stream >> 24);
        out.write(stream >> 16);
        out.write(stream >> 8);
        out.write(stream);
        out.writeBytes(payload);
    }
}
