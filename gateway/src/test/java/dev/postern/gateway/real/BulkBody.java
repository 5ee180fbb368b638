package dev.postern.gateway.real;

import dev.postern.sample.notes.PatternBody;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/** Large bodies over plain sockets, framed by hand. What is sent is the pattern of the sample backend. */
final class BulkBody {

    /** So much is read in small pieces before the reader hurries. */
    private static final long SLOW = 1 << 20;

    private static final int SMALL = 512;

    private BulkBody() {}

    /** Writes a body; {@code progress} says how many of its bytes the socket took. */
    static void write(OutputStream socket, long bytes, boolean chunked, AtomicLong progress) throws IOException {
        OutputStream out = new BufferedOutputStream(socket, 1 << 17);
        for (long at = 0; at < bytes; ) {
            byte[] piece = PatternBody.slice(at, bytes - at).getBytes();
            if (chunked) {
                out.write(ascii(Integer.toHexString(piece.length) + "\r\n"));
            }
            out.write(piece);
            if (chunked) {
                out.write(ascii("\r\n"));
            }
            out.flush();
            at += piece.length;
            progress.set(at);
        }
        if (chunked) {
            out.write(ascii("0\r\n\r\n"));
        }
        out.flush();
    }

    /** Reads a body, slowly at first; returns its SHA-256 as hex. */
    static String read(InputStream in, long bytes, boolean chunked) throws IOException {
        MessageDigest digest = sha256();
        long[] total = {0};
        if (chunked) {
            for (long size = size(in); size > 0; size = size(in)) {
                readPart(in, size, digest, total);
                line(in);
            }
            line(in);
        } else {
            readPart(in, bytes, digest, total);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void readPart(InputStream in, long bytes, MessageDigest digest, long[] total) throws IOException {
        byte[] piece = new byte[1 << 16];
        for (long left = bytes; left > 0; ) {
            int most = total[0] < SLOW ? SMALL : piece.length;
            int read = in.read(piece, 0, (int) Math.min(most, left));
            if (read < 0) {
                throw new EOFException(left + " bytes were still to come");
            }
            digest.update(piece, 0, read);
            left -= read;
            total[0] += read;
        }
    }

    private static long size(InputStream in) throws IOException {
        return Long.parseLong(line(in), 16);
    }

    /** One line without its end. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("in a line: " + line);
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    /** All lines through the empty one. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            head.append(line).append('\n');
        }
        return head.toString();
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
