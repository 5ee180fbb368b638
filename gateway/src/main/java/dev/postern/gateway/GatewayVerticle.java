package dev.postern.gateway;

import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.wire.ClientConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data port on one event loop: HTTP/1, and HTTP/2 within TLS. How it listens is said by {@link ListenerOptions}.
 */
final class GatewayVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayVerticle.class);

    private static final long GOODBYE_MILLIS = 500;

    private final Station station;
    private final Snapshot first;
    private final Entrance entrance;
    private volatile Loop loop;
    private HttpServer server;

    GatewayVerticle(Station station, Snapshot first, Entrance entrance) {
        this.station = station;
        this.entrance = entrance;
        this.first = first;
    }

    @Override
    public Future<?> start() {
        loop = new Loop(vertx, station, entrance);
        loop.use(first);
        Pipeline pipeline = new Pipeline(loop);
        server = vertx.createHttpServer(ListenerOptions.of(first, entrance.tls()))
                .connectionHandler(this::accept)
                .requestHandler(pipeline::handle)
                .invalidRequestHandler(pipeline::handleInvalid)
                .exceptionHandler(t -> LOG.debug("Client connection failed", t));
        return server.listen(address());
    }

    /** Port it listens on; 0 before it does. */
    int port() {
        return server == null ? 0 : Math.max(0, server.actualPort());
    }

    Loop loop() {
        return loop;
    }

    /**
     * Says goodbye to tunnels and stops to accept; exchanges under way may finish.
     *
     * @param left for how long
     */
    Future<Void> shutDown(Duration left) {
        Promise<Void> done = Promise.promise();
        loop.context().runOnContext(v -> {
            if (left.isZero()) {
                loop.closeTunnels();
            } else {
                loop.sendTunnelsAway();
            }
            awaitGoodbyes(Math.min(GOODBYE_MILLIS, left.toMillis()))
                    .compose(w -> server == null ? Future.succeededFuture() : server.shutdown(left))
                    .onComplete(w -> {
                        loop.closeTunnels();
                        done.complete();
                    });
        });
        return done.future();
    }

    /** A frame under way is finished first, so that 1001 stands between frames. */
    private Future<Void> awaitGoodbyes(long millis) {
        if (loop.openTunnels() == 0 || millis <= 0) {
            return Future.succeededFuture();
        }
        Promise<Void> waited = Promise.promise();
        vertx.setTimer(20, id -> awaitGoodbyes(millis - 20).onComplete(waited));
        return waited.future();
    }

    /** Port 0 is a free one, the same for all event loops. */
    private SocketAddress address() {
        ServerConfig settings = first.config().server();
        String host = settings.host().equals("::") && !hasIpv6() ? "0.0.0.0" : settings.host();
        return settings.port() == 0
                ? SocketAddress.sharedRandomPort(1, host)
                : SocketAddress.inetSocketAddress(settings.port(), host);
    }

    /** False where the kernel has none, or Java was told to do without ({@code java.net.preferIPv4Stack}). */
    private static boolean hasIpv6() {
        try {
            ServerSocketChannel.open(StandardProtocolFamily.INET6).close();
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        }
    }

    private void accept(HttpConnection connection) {
        ServerConfig settings = loop.current().snapshot().config().server();
        ServerConfig.Limits limits = settings.limits();
        if (entrance.tls() == null) {
            entrance.proxyProtocol().expect(ClientConnection.channel(connection));
        }
        ClientConnection client =
                ClientConnection.open(connection, ListenerOptions.terms(settings), loop.deadlines(), loop);
        boolean counted = client.rank() > 0;
        int open = counted ? client.rank() : station.connections().incrementAndGet();
        client.onClose(() -> {
            client.leave();
            if (!counted) {
                station.connections().decrementAndGet();
            }
        });
        int spare = Entrance.spare(limits.connections());
        if (station.headroom().isScarce()) {
            client.turnAway(loop.refused(client, Refusal.OVERLOADED));
        } else if (open > limits.connections() && open <= limits.connections() + spare) {
            // A few are heard out, so that a browser can read the refusal (CORS) and the log knows the request.
            client.tooMany();
        } else if (open > limits.connections()) {
            client.turnAway(loop.refused(client, Refusal.CONNECTION_LIMIT));
        }
    }
}
