package dev.postern.gateway.cli;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The gateway's own answer as it came over the wire; those always have a length or no body.
 *
 * @param line the status line
 * @param headers lines
 * @param body as text
 */
record RawAnswer(String line, List<String> headers, String body) {

    private static final int PATIENCE_MILLIS = 60_000;

    /** Sends bytes to a port of this machine and reads one answer, past any interim ones. Blocks. */
    static RawAnswer to(byte[] request, int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            RawAnswer answer = read(in);
            while (answer.status() < 200) {
                answer = read(in);
            }
            return answer;
        }
    }

    private static RawAnswer read(InputStream in) throws IOException {
        String status = line(in);
        List<String> headers = new ArrayList<>();
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.add(line);
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return new RawAnswer(status, List.copyOf(headers), new String(in.readNBytes(length), StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the gateway closed the connection without an answer");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    /** Three digits; 0 for a line that is none of HTTP. */
    int status() {
        String[] words = line.split(" ");
        return words.length > 1 && words[1].matches("[1-5][0-9]{2}") ? Integer.parseInt(words[1]) : 0;
    }
}
