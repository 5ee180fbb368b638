package dev.postern.gateway.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A request as its bytes. Nothing is made right on the way: what is written is what the gateway gets to see, but for a
 * {@code Host} and a {@code Content-Length} where they are missing.
 *
 * @param line the request line, without its line end
 * @param headers lines without line ends
 * @param body empty for none
 */
record RawRequest(String line, List<String> headers, byte[] body) {

    /** What keeps a request from being written. */
    static final class Unwritable extends Exception {

        private static final long serialVersionUID = 1;

        Unwritable(String message) {
            super(message, null, false, false);
        }
    }

    /**
     * Reads the command line's form.
     *
     * @param request {@code METHOD TARGET}; a lone target means GET
     * @param headers {@code Name: value}, or {@code @file} with one on each line
     * @param body the body, or {@code @file}; null for none
     */
    static RawRequest of(String request, List<String> headers, String body) throws Unwritable {
        List<String> lines = new ArrayList<>();
        for (String header : headers) {
            if (header.startsWith("@")) {
                for (String line : new String(file(header), StandardCharsets.UTF_8).split("\r?\n")) {
                    if (!line.isBlank()) {
                        lines.add(line);
                    }
                }
            } else {
                lines.add(header);
            }
        }
        for (String line : lines) {
            if (line.indexOf(':') < 1 || line.indexOf('\r') >= 0 || line.indexOf('\n') >= 0) {
                throw new Unwritable("a header is written as 'Name: value' or @file, not as '" + name(line) + "'");
            }
        }
        byte[] bytes =
                body == null ? new byte[0] : body.startsWith("@") ? file(body) : body.getBytes(StandardCharsets.UTF_8);
        if (body != null && !has(lines, "Content-Length") && !has(lines, "Transfer-Encoding")) {
            lines.add("Content-Length: " + bytes.length);
        }
        if (!has(lines, "Host")) {
            lines.add(0, "Host: localhost");
        }
        return new RawRequest(line(request), List.copyOf(lines), bytes);
    }

    private static String line(String request) throws Unwritable {
        String trimmed = request.strip();
        if (trimmed.isEmpty() || trimmed.indexOf('\n') >= 0 || trimmed.indexOf('\r') >= 0) {
            throw new Unwritable("a request is written as \"GET /path\"");
        }
        int space = trimmed.indexOf(' ');
        if (space < 0) {
            if (!trimmed.startsWith("/")) {
                throw new Unwritable("a request is written as \"GET /path\", not as \"" + trimmed + "\"");
            }
            return "GET " + trimmed + " HTTP/1.1";
        }
        String target = trimmed.substring(space).strip();
        return trimmed.substring(0, space) + " " + target + (target.contains(" HTTP/1.") ? "" : " HTTP/1.1");
    }

    /** A header line may hold a credential: only what stands before the colon is ever shown. */
    private static String name(String line) {
        int colon = line.indexOf(':');
        return colon > 0 ? line.substring(0, colon) + ": …" : "…";
    }

    private static boolean has(List<String> lines, String name) {
        return lines.stream()
                .anyMatch(line -> line.substring(0, line.indexOf(':')).strip().equalsIgnoreCase(name));
    }

    private static byte[] file(String reference) throws Unwritable {
        Path file = Path.of(reference.substring(1));
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new Unwritable(file + " cannot be read");
        }
    }

    /** Method and path; what may be a credential is left out. */
    String subject() {
        String[] words = line.split(" ");
        int query = words[1].indexOf('?');
        return words[0] + " " + (query < 0 ? words[1] : words[1].substring(0, query));
    }

    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes((line + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        out.writeBytes(body);
        return out.toByteArray();
    }
}
