package dev.postern.function.runtime;

import dev.postern.function.FunctionEvents;
import dev.postern.function.runtime.Peers.Owner;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP side of Lambda's Runtime API, version 2018-06-01 (AWS Lambda Developer Guide, "Using the Lambda runtime API"),
 * on 127.0.0.1, for one runtime. It serves {@code GET invocation/next}, {@code POST invocation/ID/response}, {@code POST
 * invocation/ID/error} and {@code POST init/error}; everything else is 404, and so is what SnapStart adds.
 *
 * <p>Refuses with 403, and reports as a stranger (SR-154), every connection whose other end is not the function's
 * ({@link Peers}), and every request with {@code Origin} or with a {@code Host} that is not this address: those come from
 * a browser. Lives on one event loop.
 */
final class RuntimeApi {

    static final String HOST = "127.0.0.1";
    private static final String BASE = "/2018-06-01/runtime/";
    private static final String INVOCATION = BASE + "invocation/";
    private static final int MAX_LINE = 1 << 10;
    private static final int MAX_HEADERS = 64 << 10;

    /** Connections that may stand at once; more are closed unseen, so that looking for their owners stays bounded. */
    private static final int MAX_CONNECTIONS = 256;

    /** How long a stranger that says nothing is kept for its 403. */
    private static final long STRANGER_MILLIS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeApi.class);

    private final Vertx vertx;
    private final WorkerExecutor worker;
    private final String function;
    private final ListenerGuard guard;
    private final FunctionEvents events;
    private final Dialogue dialogue;
    private final Map<HttpConnection, Future<Owner>> owners = new HashMap<>();
    private final Peers peers;
    private HttpServer server;
    private List<String> hosts = List.of();
    private boolean warned;

    /** @param worker with one thread: {@code peers} is only ever asked there */
    RuntimeApi(
            Vertx vertx,
            WorkerExecutor worker,
            String function,
            ListenerGuard guard,
            FunctionEvents events,
            Peers peers,
            Dialogue dialogue) {
        this.vertx = vertx;
        this.worker = worker;
        this.function = function;
        this.guard = guard;
        this.events = events;
        this.peers = peers;
        this.dialogue = dialogue;
    }

    /**
     * Listens on 127.0.0.1. To be called on the event loop.
     *
     * @param port 0 for a free one
     */
    Future<Void> listen(int port) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHandle100ContinueAutomatically(true)
                .setHttp2ClearTextEnabled(false)
                .setTcpNoDelay(true);
        server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(this::received);
        return server.listen(port, HOST).map(listening -> {
            hosts = List.of(endpoint(), "localhost:" + server.actualPort());
            return null;
        });
    }

    /** {@code host:port}, as {@code AWS_LAMBDA_RUNTIME_API} wants it. */
    String endpoint() {
        return HOST + ":" + server.actualPort();
    }

    Future<Void> close() {
        return server == null ? Future.succeededFuture() : server.close();
    }

    private void connected(HttpConnection connection) {
        guard.standIn(connection, MAX_LINE, MAX_HEADERS);
        if (owners.size() >= MAX_CONNECTIONS) {
            stranger(connection.remoteAddress());
            connection.close();
            return;
        }
        TrailerWatch.on(connection);
        connection.closeHandler(closed -> {
            owners.remove(connection);
            dialogue.closed(connection);
        });
        Future<Owner> owner = find(connection.remoteAddress(), connection.localAddress());
        owners.put(connection, owner);
        owner.onComplete(found -> {
            if (found.result() == null && owners.containsKey(connection)) {
                stranger(connection.remoteAddress());
                vertx.setTimer(STRANGER_MILLIS, late -> connection.close());
            }
        });
    }

    private Future<Owner> find(SocketAddress peer, SocketAddress own) {
        return worker.executeBlocking(() -> peers.ownerOf(
                InetAddress.getByName(peer.hostAddress()),
                peer.port(),
                InetAddress.getByName(own.hostAddress()),
                own.port()));
    }

    private void received(HttpServerRequest request) {
        Future<Owner> owner = owners.get(request.connection());
        if (owner == null) {
            request.connection().close();
        } else if (owner.isComplete()) {
            serve(request, owner.result());
        } else {
            request.pause();
            owner.onComplete(found -> {
                serve(request, found.result());
                request.resume();
            });
        }
    }

    private void serve(HttpServerRequest request, Owner owner) {
        if (owner == null) {
            refuse(request);
        } else if (isForeign(request)) {
            stranger(request.remoteAddress());
            refuse(request);
        } else {
            route(request, owner);
        }
    }

    private boolean isForeign(HttpServerRequest request) {
        List<String> host = request.headers().getAll(HttpHeaders.HOST);
        return request.headers().contains(HttpHeaders.ORIGIN) || host.size() != 1 || !hosts.contains(host.get(0));
    }

    private static void refuse(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        Dialogue.reply(request, 403, "Forbidden", "this endpoint serves one function only");
    }

    private void route(HttpServerRequest request, Owner owner) {
        String path = request.uri();
        boolean post = request.method() == HttpMethod.POST;
        if (request.method() == HttpMethod.GET && path.equals(INVOCATION + "next")) {
            dialogue.next(request, owner);
        } else if (post && path.equals(BASE + "init/error")) {
            dialogue.initError(request);
        } else if (post && path.startsWith(INVOCATION) && path.endsWith("/response")) {
            dialogue.answer(request, owner, id(path, "/response"), false);
        } else if (post && path.startsWith(INVOCATION) && path.endsWith("/error")) {
            dialogue.answer(request, owner, id(path, "/error"), true);
        } else {
            Dialogue.reply(request, 404, "NotFound", "no such call of the Runtime API");
        }
    }

    private static String id(String path, String end) {
        int from = INVOCATION.length();
        int to = path.length() - end.length();
        return to < from ? "" : path.substring(from, to);
    }

    private void stranger(SocketAddress from) {
        events.stranger();
        if (!warned) {
            warned = true;
            LOG.warn(
                    "function {}: a stranger at {} tried its Runtime API at {} and was refused; further ones are only counted",
                    function,
                    from,
                    endpoint());
        }
    }
}
