package dev.postern.gateway.real;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.testing.RealComponents;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Redis of its own for a test, on loopback, without files; it can be stopped, killed and started again. */
final class RedisServer implements AutoCloseable {

    private final Path directory;
    private final int port;
    private Process process;
    private RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> connection;

    private RedisServer(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Skips the test, or fails it under {@code CI=true}, where there is no redis-server. */
    static RedisServer start(Path directory) {
        boolean there = false;
        for (String path : System.getenv("PATH").split(":")) {
            there |= Files.isExecutable(Path.of(path, "redis-server"));
        }
        if (!there) {
            RealComponents.absent("redis-server is not installed");
        }
        RedisServer server = new RedisServer(directory, freePort());
        server.run();
        return server;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run() {
        try {
            process = new ProcessBuilder(
                            "redis-server",
                            "--port",
                            Integer.toString(port),
                            "--bind",
                            "127.0.0.1",
                            "--save",
                            "",
                            "--appendonly",
                            "no",
                            "--dir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("Redis listens", this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** What somebody with access to Redis can do. */
    RedisCommands<byte[], byte[]> commands() {
        if (connection == null) {
            client = RedisClient.create(url());
            connection = client.connect(ByteArrayCodec.INSTANCE);
        }
        return connection.sync();
    }

    /** Connections stay, nothing is answered. */
    void freeze() {
        signal("-STOP");
    }

    void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With all that was in it. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.closeAsync();
            client.shutdownAsync();
        }
        kill();
    }
}
