package dev.postern.gateway.real;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** HAProxy in TCP mode in front of a port, as a process. Close it after use. */
final class Haproxy implements AutoCloseable {

    private static final int TRIES = 5;

    private final Process process;
    private final int port;

    private Haproxy(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it; skips the calling test where it is not installed.
     *
     * @param option of its server line, such as {@code send-proxy}
     */
    static Haproxy before(int server, String option, Path directory) {
        // It cannot be told to take a free port and say which: somebody else may be quicker.
        for (int time = 0; ; time++) {
            int port = freePort();
            Process process = run(port, server, option, directory);
            Await.until("haproxy listens or ends", () -> !process.isAlive() || listens(port));
            if (process.isAlive()) {
                return new Haproxy(process, port);
            }
            if (time == TRIES) {
                throw new AssertionError("haproxy does not start: " + log(directory));
            }
        }
    }

    private static Process run(int port, int server, String option, Path directory) {
        try {
            Path file = directory.resolve("haproxy.cfg");
            Files.writeString(file, """
                    defaults
                      mode tcp
                      timeout connect 5s
                      timeout client 30s
                      timeout server 30s
                    listen tcp
                      bind 127.0.0.1:%d
                      server postern 127.0.0.1:%d %s
                    """.formatted(port, server, option));
            return new ProcessBuilder("haproxy", "-db", "-f", file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("haproxy.log").toFile())
                    .start();
        } catch (IOException e) {
            RealComponents.absent("haproxy is not installed: " + e.getMessage());
            throw new UncheckedIOException(e);
        }
    }

    private static String log(Path directory) {
        try {
            return Files.readString(directory.resolve("haproxy.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
