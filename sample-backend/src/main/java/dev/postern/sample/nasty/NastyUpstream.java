package dev.postern.sample.nasty;

import dev.postern.sample.listen.Listening;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The misbehaving upstream, listening on TCP. {@code /nasty/NAME} does what {@code misdeeds.txt} says under that name;
 * {@link #teach} adds more. Unknown names get a 404 with the list. It keeps what it received, byte for byte, so that a
 * test can see what a proxy really sent.
 */
public final class NastyUpstream {

    private static final String PREFIX = "/nasty/";
    private static final int KEPT_REQUESTS = 1_000;

    private final Vertx vertx;
    private final Map<String, Misdeed> misdeeds = new ConcurrentHashMap<>(table());
    private final List<Buffer> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicReference<Promise<Buffer>> nextRequest = new AtomicReference<>(Promise.promise());
    private NetServer server;

    private NastyUpstream(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Listens on {@code host} and {@code port}, 0 for a free one. Fails when the address is taken. */
    public static Future<NastyUpstream> start(Vertx vertx, String host, int port) {
        NastyUpstream upstream = new NastyUpstream(vertx);
        return vertx.createNetServer(new NetServerOptions().setTcpNoDelay(true))
                .connectHandler(upstream::greet)
                .listen(port, host)
                .recover(Listening.failure("nasty upstream", host + ":" + port))
                .map(listening -> {
                    upstream.server = listening;
                    return upstream;
                });
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** The names of everything it can do. */
    public List<String> names() {
        return List.copyOf(new TreeMap<>(misdeeds).keySet());
    }

    /**
     * Adds or replaces what {@code /nasty/NAME} does; the language is that of {@code misdeeds.txt}.
     *
     * @throws IllegalArgumentException for a script that makes no sense
     */
    public NastyUpstream teach(String name, String script) {
        misdeeds.put(name, Misdeed.parse(script));
        return this;
    }

    /** The requests so far, each as the bytes that had arrived of it: head and, where it came, body. At most 1,000. */
    public List<Buffer> received() {
        return new ArrayList<>(received);
    }

    /** Completes with the next request, as soon as it is whole or its connection has ended. */
    public Future<Buffer> nextRequest() {
        return nextRequest.get().future();
    }

    /** How many connections were made to it. */
    public int connections() {
        return connections.get();
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        return server.close();
    }

    private void greet(NetSocket socket) {
        connections.incrementAndGet();
        new Performance(vertx, socket, this::misdeed, this::record).begin();
    }

    private void record(Buffer request) {
        if (received.size() < KEPT_REQUESTS) {
            received.add(request);
        }
        nextRequest.getAndSet(Promise.promise()).complete(request);
    }

    private Misdeed misdeed(String target) {
        String path = target.split("\\?", 2)[0];
        int at = path.indexOf(PREFIX);
        Misdeed known = at < 0 ? null : misdeeds.get(path.substring(at + PREFIX.length()));
        return known == null ? unknown() : known;
    }

    private Misdeed unknown() {
        Buffer list = Buffer.buffer("no such misdeed; there are:\n" + String.join("\n", names()) + "\n");
        Buffer head = Buffer.buffer(
                "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: " + list.length() + "\r\n\r\n");
        return new Misdeed(List.of(new Step.AwaitBody(), new Step.Send(head.appendBuffer(list))));
    }

    private static Map<String, Misdeed> table() {
        Map<String, Misdeed> table = new TreeMap<>();
        try (InputStream lines = NastyUpstream.class.getResourceAsStream("misdeeds.txt")) {
            for (String line : new String(lines.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int colon = line.indexOf(':');
                    table.put(line.substring(0, colon), Misdeed.parse(line.substring(colon + 1)));
                }
            }
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
