package dev.postern.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One response as it came.
 *
 * @param status three digits
 * @param headers whole lines, in order
 * @param body without its framing
 */
public record RawResponse(int status, List<String> headers, String body) {

    static RawResponse read(InputStream in, boolean head) throws IOException {
        String statusLine = line(in);
        if (!statusLine.startsWith("HTTP/1.1 ") && !statusLine.startsWith("HTTP/1.0 ")) {
            throw new AssertionError("not a response: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        List<String> headers = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.add(line);
        }
        RawResponse response = new RawResponse(status, List.copyOf(headers), "");
        if (head || status == 204 || status == 304 || status < 200) {
            return response;
        }
        String length = response.header("Content-Length");
        String body = length != null
                ? new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1)
                : "chunked".equals(response.header("Transfer-Encoding")) ? chunks(in) : rest(in);
        return new RawResponse(status, response.headers, body);
    }

    /** The value of the only header of this name; null when there is none. */
    public String header(String name) {
        String found = null;
        for (String line : headers) {
            int colon = line.indexOf(':');
            if (line.substring(0, colon).equalsIgnoreCase(name)) {
                if (found != null) {
                    throw new AssertionError("twice: " + name + " in " + headers);
                }
                found = line.substring(colon + 1).strip();
            }
        }
        return found;
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            int size = Integer.parseInt(line(in), 16);
            body.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line(in);
            if (size == 0) {
                return body.toString();
            }
        }
    }

    private static String rest(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
            } else if (b == '\n') {
                return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            }
            line.write(b);
        }
    }
}
