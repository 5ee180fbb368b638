package dev.postern.function.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends bytes to a Runtime API and tells the status of the answer. Knows nothing but the JDK. */
final class Stranger {

    private Stranger() {}

    static String get(int port, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n\r\n";
    }

    static String post(int port, String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** By a socket of this process; 0 when there is no answer. */
    static int status(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return status(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine());
        }
    }

    private static int status(String line) {
        return line == null || !line.startsWith("HTTP/1.") ? 0 : Integer.parseInt(line.substring(9, 12));
    }

    /** By a process of its own, a child of this one. */
    static int byBash(int port, String request, String... before) throws Exception {
        List<String> command = new ArrayList<>(List.of(before));
        command.addAll(List.of(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/$0; printf %s \"$1\" >&3; read -r line <&3; printf %s \"$line\"",
                Integer.toString(port),
                request));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String line = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return status(line.isEmpty() ? null : line);
    }
}
