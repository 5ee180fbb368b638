package dev.postern.gateway.admin;

import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.wire.StrictRequestDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.file.Path;

/**
 * The admin port: its listener, its connections, and the token that it asks for. What it serves, and what it refuses, is
 * said by {@link AdminPages}.
 */
public final class AdminServer {

    private static final int MAX_LINE = 4 << 10;
    private static final int MAX_HEADERS = 8 << 10;

    private final Vertx vertx;
    private final AdminView view;
    private final Path tokenDirectory;
    private final AdminConnections connections;
    private HttpServer server;
    private volatile AdminToken token;

    private AdminServer(Vertx vertx, AdminView view, Path tokenDirectory) {
        this.vertx = vertx;
        this.view = view;
        this.tokenDirectory = tokenDirectory;
        this.connections = new AdminConnections(vertx);
    }

    /** Listens; fails when the address is taken. */
    public static Future<AdminServer> start(Vertx vertx, AdminConfig config, AdminView view) {
        return start(vertx, config, view, AdminToken.directory(System.getenv()));
    }

    /** As {@link #start(Vertx, AdminConfig, AdminView)}, with the directory a made token is left in. */
    static Future<AdminServer> start(Vertx vertx, AdminConfig config, AdminView view, Path tokenDirectory) {
        AdminServer admin = new AdminServer(vertx, view, tokenDirectory);
        return admin.listen(config)
                .compose(listening -> admin.newToken(config))
                .map(ignored -> admin)
                .recover(failure -> admin.close().transform(ignored -> Future.failedFuture(failure)));
    }

    /**
     * Where a running gateway of this user leaves the token it made, by its admin port. For a command that wants to ask
     * it something; the file need not exist.
     */
    public static Path tokenFile(int port) {
        return AdminToken.file(AdminToken.directory(System.getenv()), port);
    }

    private Future<HttpServer> listen(AdminConfig config) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(30);
        AdminPages pages = new AdminPages(vertx, config.host(), view, () -> token);
        server = vertx.createHttpServer(options)
                .connectionHandler(this::connected)
                .requestHandler(request -> asked(request, pages));
        return server.listen(config.port(), config.host());
    }

    private void asked(HttpServerRequest request, AdminPages pages) {
        HttpConnection connection = request.connection();
        HttpServerResponse response = request.response();
        if (connections.asked(connection)) {
            response.headersEndHandler(written -> {
                if (response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
                    connections.ending(connection);
                }
            });
            response.endHandler(done -> connections.answered(connection));
            pages.handle(request);
        }
    }

    private void connected(HttpConnection connection) {
        StrictRequestDecoder.standIn(connection, MAX_LINE, MAX_HEADERS);
        connections.opened(connection);
    }

    private Future<Void> newToken(AdminConfig config) {
        if (config.token() != null) {
            token = AdminToken.configured(config.token());
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> AdminToken.fresh(tokenDirectory, port()))
                .onSuccess(made -> token = made)
                .mapEmpty();
    }

    /**
     * Takes over a changed {@code admin.token}; host and port stay those of the start. Without a token in the new
     * configuration one is made, unless the present one was.
     */
    public Future<Void> reload(AdminConfig config) {
        AdminToken old = token;
        if (config.token() == null && old.isMade()) {
            return Future.succeededFuture();
        }
        return newToken(config).compose(ignored -> forget(old));
    }

    /** The port listened on, also when 0 was asked for. */
    public int port() {
        return server.actualPort();
    }

    /** Where the made token is; null when it was configured or could not be written. */
    public Path tokenFile() {
        AdminToken current = token;
        return current == null ? null : current.file();
    }

    /** Closes the listener and removes the token's file. */
    public Future<Void> close() {
        AdminToken last = token;
        connections.stop();
        return server.close().eventually(() -> forget(last));
    }

    private Future<Void> forget(AdminToken old) {
        if (old == null || old.file() == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            old.forget();
            return null;
        });
    }
}
