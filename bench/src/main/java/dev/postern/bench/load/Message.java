package dev.postern.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;

/**
 * Half of an HTTP/1.1 exchange on a socket: a head, and a body of which only length and digest are kept.
 *
 * @param startLine request line or status line
 * @param headers by lower-case name; the last of several counts
 */
public record Message(String startLine, Map<String, String> headers) {

    private static final int BLOCK = 64 << 10;
    private static final byte[] CRLF = {'\r', '\n'};

    /**
     * What came of a body.
     *
     * @param sha256 in hexadecimal
     */
    public record Body(long bytes, String sha256) {}

    /** Reads a head; null at the end of the stream. */
    static Message readHead(InputStream in) throws IOException {
        String start = line(in);
        if (start == null) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = whole(in); !line.isEmpty(); line = whole(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).trim());
        }
        return new Message(start, headers);
    }

    /** Status of a response. */
    int status() {
        return Integer.parseInt(startLine.split(" ")[1]);
    }

    boolean hasBody() {
        return headers.containsKey("transfer-encoding") || headers.containsKey("content-length");
    }

    /** Reads the body that this head announces. */
    Body readBody(InputStream in, Pace pace) throws IOException {
        Pace.Follower follower = pace.follow();
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        long total = 0;
        if (!headers.containsKey("transfer-encoding")) {
            long length = Long.parseLong(headers.getOrDefault("content-length", "0"));
            return new Body(read(in, length, 0, block, digest, follower), hex(digest));
        }
        for (long size = chunkSize(in); size > 0; size = chunkSize(in)) {
            total = read(in, size, total, block, digest, follower);
            line(in);
        }
        while (!whole(in).isEmpty()) {
            // Trailers.
        }
        return new Body(total, hex(digest));
    }

    private static long read(
            InputStream in, long length, long total, byte[] block, MessageDigest digest, Pace.Follower follower)
            throws IOException {
        long left = length;
        long sum = total;
        while (left > 0) {
            int count = in.read(block, 0, (int) Math.min(block.length, left));
            if (count < 0) {
                throw new EOFException("the body ends " + left + " bytes early");
            }
            digest.update(block, 0, count);
            left -= count;
            sum += count;
            follower.read(sum);
        }
        return sum;
    }

    /** Writes a body of {@link BodyPattern}; the head that announces it was written before. */
    static Body writeBody(OutputStream out, long bytes, Framing framing) throws IOException {
        MessageDigest digest = sha256();
        byte[] block = new byte[BLOCK];
        for (long at = 0; at < bytes; at += block.length) {
            BodyPattern.fill(block, at);
            int count = (int) Math.min(block.length, bytes - at);
            if (framing == Framing.CHUNKED) {
                out.write((Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(block, 0, count);
            if (framing == Framing.CHUNKED) {
                out.write(CRLF);
            }
            digest.update(block, 0, count);
        }
        if (framing == Framing.CHUNKED) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        out.flush();
        return new Body(bytes, hex(digest));
    }

    /** The header line that announces such a body. */
    static String framing(long bytes, Framing framing) {
        return framing == Framing.CHUNKED ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + bytes + "\r\n";
    }

    private static long chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("the body ends inside");
        }
        int extension = line.indexOf(';');
        return Long.parseLong((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
    }

    private static String whole(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("the stream ends inside");
        }
        return line;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (line.isEmpty()) {
                    return null;
                }
                throw new EOFException("the stream ends inside a line: " + line);
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
