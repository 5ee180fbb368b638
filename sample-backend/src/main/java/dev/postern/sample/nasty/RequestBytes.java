package dev.postern.sample.nasty;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds one request at the beginning of what a connection has sent. Knows just enough of RFC 9112 for a well-behaved
 * caller: Content-Length and chunked bodies.
 */
record RequestBytes(String target, int headLength, Optional<Integer> length) {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length:\\s*(\\d{1,9})\\s*$");
    private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding:.*chunked\\s*$");
    private static final Pattern CHUNK = Pattern.compile("([0-9a-fA-F]{1,7})[^\\r\\n]*\\r\\n");

    /** What can be said of the request in {@code bytes}; empty until its head is whole. */
    static Optional<RequestBytes> read(Buffer bytes) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return Optional.empty();
        }
        String head = text.substring(0, end).replace("\r\n", "\n");
        String[] requestLine = head.split("\n", 2)[0].split(" ");
        String target = requestLine.length > 1 ? requestLine[1] : "";
        return Optional.of(new RequestBytes(target, end + 4, whole(head, text, end + 4)));
    }

    /** The request's length with its body, once all of that is there. */
    private static Optional<Integer> whole(String head, String text, int bodyStart) {
        Matcher length = CONTENT_LENGTH.matcher(head);
        if (CHUNKED.matcher(head).find()) {
            return chunked(text, bodyStart);
        }
        int total = bodyStart + (length.find() ? Integer.parseInt(length.group(1)) : 0);
        return total <= text.length() ? Optional.of(total) : Optional.empty();
    }

    private static Optional<Integer> chunked(String text, int bodyStart) {
        Matcher chunk = CHUNK.matcher(text);
        int at = bodyStart;
        while (chunk.find(at) && chunk.start() == at) {
            int size = Integer.parseInt(chunk.group(1), 16);
            if (size == 0) {
                int trailers = chunk.end() - 2;
                int end = text.indexOf("\r\n\r\n", trailers);
                return end < 0 ? Optional.empty() : Optional.of(end + 4);
            }
            at = chunk.end() + size + 2;
            if (at > text.length()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
