package dev.postern.sample.notes;

import dev.postern.sample.listen.ExactHeaderNames;
import dev.postern.sample.listen.Listening;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The notes backend, listening. Speaks HTTP/1.1 on TCP or on a unix domain socket. It counts what it hears, so that a
 * test can say that a refused request never arrived.
 */
public final class NotesBackend {

    private static final int HEAD_BYTES = 256 * 1024;
    private static final int MESSAGE_BYTES = 16 << 20;

    private final Vertx vertx;
    private final Router router;
    private final EchoEndpoint echo = new EchoEndpoint();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong cancelled = new AtomicLong();
    private final AtomicReference<Promise<String>> nextCancellation = new AtomicReference<>(Promise.promise());
    private HttpServer server;

    /**
     * How the backend starts.
     *
     * @param host address to listen on
     * @param port 0 for a free one
     * @param unixSocket listen on this path instead of host and port
     * @param identitySource where callers are named
     */
    public record Options(String host, int port, Optional<Path> unixSocket, IdentitySource identitySource) {

        /** 127.0.0.1, a free port, callers named by header. */
        public static Options defaults() {
            return new Options("127.0.0.1", 0, Optional.empty(), IdentitySource.HEADERS);
        }

        public Options withHost(String host) {
            return new Options(host, port, unixSocket, identitySource);
        }

        public Options withPort(int port) {
            return new Options(host, port, unixSocket, identitySource);
        }

        public Options withUnixSocket(Path path) {
            return new Options(host, port, Optional.of(path), identitySource);
        }

        public Options withIdentitySource(IdentitySource source) {
            return new Options(host, port, unixSocket, source);
        }
    }

    private NotesBackend(Vertx vertx, Options options) {
        this.vertx = vertx;
        this.router = routes(options.identitySource());
    }

    /** Listens. Fails when the address is taken. */
    public static Future<NotesBackend> start(Vertx vertx, Options options) {
        NotesBackend backend = new NotesBackend(vertx, options);
        HttpServerOptions http = new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxInitialLineLength(HEAD_BYTES)
                .setMaxHeaderSize(HEAD_BYTES)
                .setMaxWebSocketFrameSize(MESSAGE_BYTES)
                .setMaxWebSocketMessageSize(MESSAGE_BYTES)
                .setWebSocketSubProtocols(List.of("echo", "notes.v1"));
        SocketAddress address = options.unixSocket()
                .map(path -> SocketAddress.domainSocketAddress(path.toString()))
                .orElseGet(() -> SocketAddress.inetSocketAddress(options.port(), options.host()));
        return vertx.createHttpServer(http)
                .connectionHandler(connection -> ExactHeaderNames.on(connection, http))
                .requestHandler(backend::receive)
                .listen(address)
                .recover(Listening.failure("notes backend", address.toString()))
                .map(listening -> {
                    backend.server = listening;
                    return backend;
                });
    }

    /** The port it listens on; not meaningful on a unix socket. */
    public int port() {
        return server.actualPort();
    }

    /** Requests that arrived since the start, of every kind. */
    public long heard() {
        return heard.get();
    }

    /** Requests whose caller left before it had the whole answer. */
    public long cancelled() {
        return cancelled.get();
    }

    /** Completes with the request target of the next request whose caller leaves early. */
    public Future<String> nextCancellation() {
        return nextCancellation.get().future();
    }

    /** Stops listening and closes every connection. */
    public Future<Void> close() {
        return server.close();
    }

    private void receive(HttpServerRequest request) {
        heard.incrementAndGet();
        if (EchoEndpoint.isEcho(request.uri())) {
            echo.serve(open(request));
        } else {
            router.handle(request);
        }
    }

    private Visit open(HttpServerRequest request) {
        String target = request.uri();
        return Visit.open(vertx, request, () -> {
            cancelled.incrementAndGet();
            nextCancellation.getAndSet(Promise.promise()).complete(target);
        });
    }

    private Router routes(IdentitySource source) {
        Router routes = Router.router(vertx);
        LargeEndpoint large = new LargeEndpoint();
        serve(routes, "/notes", new NotesEndpoint(source), HttpMethod.GET, HttpMethod.POST);
        serve(routes, "/slow", new SlowEndpoint());
        serve(routes, "/events", new EventsEndpoint(), HttpMethod.GET);
        serve(routes, "/ws", new SocketEndpoint(), HttpMethod.GET);
        serve(routes, "/ws/*", new SocketEndpoint(), HttpMethod.GET);
        serve(routes, "/large", large, HttpMethod.GET, HttpMethod.HEAD);
        serve(routes, "/large/sha256", large::expect, HttpMethod.GET);
        serve(routes, "/sink", new SinkEndpoint(), HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);
        routes.route().handler(context -> open(context.request())
                .refuse(404, "nothing here; try /notes, /echo, /slow, /events, /ws, /large or /sink"));
        routes.errorHandler(400, context -> open(context.request()).refuse(400, "the path is malformed"));
        return routes;
    }

    private void serve(Router routes, String path, Endpoint endpoint, HttpMethod... methods) {
        if (methods.length == 0) {
            routes.route(path).handler(context -> endpoint.serve(open(context.request())));
            return;
        }
        for (HttpMethod method : methods) {
            routes.route(method, path).handler(context -> endpoint.serve(open(context.request())));
        }
        String allowed = String.join(
                ", ", List.of(methods).stream().map(HttpMethod::name).toList());
        routes.route(path).handler(context -> {
            context.response().putHeader("Allow", allowed);
            open(context.request()).refuse(405, path + " answers to " + allowed);
        });
    }
}
