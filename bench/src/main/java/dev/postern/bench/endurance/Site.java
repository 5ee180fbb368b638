package dev.postern.bench.endurance;

import dev.postern.bench.peer.GatewayPeer;
import dev.postern.bench.peer.IdToken;
import dev.postern.bench.peer.PeerCheck;
import dev.postern.bench.peer.Workplace;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * One place on loopback with everything a scenario needs: the packaged gateway as a process of its own, the notes
 * backend, an issuer's key set. Closing it ends all of it.
 */
public final class Site implements AutoCloseable {

    /**
     * What is started.
     *
     * @param java command and flags of the gateway's JVM
     * @param core of the gateway; {@link dev.postern.bench.measure.Children#ANY_CORE} for all
     * @param server further entries of the section {@code server}, each with a comma before it
     * @param upstream further entries of the upstream, the same way
     */
    public record Plan(List<String> java, Path jar, int core, String server, String upstream) {}

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Plan plan;
    private final Workplace workplace;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = HttpClient.newHttpClient();
    private final int adminPort = Workplace.freePort();
    private final IdToken firstKey = new IdToken("key-1");
    private final KeyServer keys;
    private final GatewayPeer peer;
    private final Process process;
    private NotesBackend backend;
    private int changes;

    /** Starts it; returns when a request with a good token was served. */
    public Site(Plan plan) throws IOException, InterruptedException {
        this.plan = plan;
        workplace = new Workplace(1);
        backend = await(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        keys = new KeyServer(vertx);
        keys.publish(firstKey);
        peer = new GatewayPeer("postern", plan.java(), plan.jar(), Path.of("/dev/null"));
        Path file = workplace.directory().resolve("postern.yaml");
        Files.writeString(file, yaml());
        process = peer.start(workplace, file, plan.core());
        new PeerCheck(firstKey.mint(1).get(0)).awaitStart(peer, process, workplace);
    }

    public int port() {
        return peer.port();
    }

    /** The key that is published from the start. */
    IdToken firstKey() {
        return firstKey;
    }

    KeyServer keys() {
        return keys;
    }

    Process process() {
        return process;
    }

    /** What the gateway wrote to standard error. */
    String log() {
        return workplace.log(peer.name());
    }

    /** Writes another configuration, whole or not at all. Every second one exchanges the connections to the backend. */
    void change() throws IOException {
        changes++;
        Path file = workplace.directory().resolve("postern.yaml");
        Path next = Files.writeString(workplace.directory().resolve("next.yaml"), yaml());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private String yaml() {
        return """
                server: { host: 127.0.0.1, port: %d%s }
                admin: { host: 127.0.0.1, port: %d }
                log: { level: %s }
                upstreams:
                  notes: { url: "http://127.0.0.1:%d", pool: { lifetime: %ds }%s }
                authorizers:
                  users: { type: cognito, issuer: "%s", jwks: "%s", clients: [%s], tokenUse: id }
                routes:
                  - { match: "ANY /notes", authorizer: users, upstream: notes }
                  - { match: "ANY /{proxy+}", authorizer: users, upstream: notes }
                """.formatted(
                        peer.port(),
                        plan.server(),
                        adminPort,
                        changes % 2 == 0 ? "info" : "warn",
                        backend.port(),
                        300 + changes / 2,
                        plan.upstream(),
                        IdToken.ISSUER,
                        keys.url(),
                        IdToken.CLIENT);
    }

    /** Ends the backend with all its connections at once, and starts it again on its port. */
    void restartBackend() {
        int port = backend.port();
        await(backend.close());
        backend =
                await(NotesBackend.start(vertx, NotesBackend.Options.defaults().withPort(port)));
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    /** One of the gateway's metrics, by its name with labels; 0 where there is none. */
    double metric(String name) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort + "/metrics"))
                    .timeout(PATIENCE)
                    .build();
            String text =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return text.lines()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .sum();
        } catch (IOException e) {
            return Double.NaN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }

    double reloads() {
        return metric("postern_config_reloads_total{result=\"success\"}");
    }

    /** Looks again and again until it is true, or the patience is over. @return whether it became true */
    static boolean until(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return true;
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        workplace.close();
        await(vertx.close());
    }
}
