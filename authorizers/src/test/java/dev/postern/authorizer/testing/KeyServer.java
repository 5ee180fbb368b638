package dev.postern.authorizer.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on loopback that answers as the test says and counts what it was asked. */
public final class KeyServer implements AutoCloseable {

    public final AtomicInteger requests = new AtomicInteger();
    public volatile Handler<HttpServerRequest> handler;
    private final HttpServer server;
    private final String scheme;

    public KeyServer(Vertx vertx, Handler<HttpServerRequest> handler) throws Exception {
        this(vertx, new HttpServerOptions(), handler);
    }

    public KeyServer(Vertx vertx, HttpServerOptions options, Handler<HttpServerRequest> handler) throws Exception {
        this.handler = handler;
        this.scheme = options.isSsl() ? "https" : "http";
        this.server = vertx.createHttpServer(options)
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    this.handler.handle(request);
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
    }

    /** A server whose every answer is this JSON text. */
    public static KeyServer answering(Vertx vertx, String json) throws Exception {
        return new KeyServer(vertx, json(json));
    }

    /** An answer of this JSON text. */
    public static Handler<HttpServerRequest> json(String text) {
        return request ->
                request.response().putHeader("content-type", "application/json").end(text);
    }

    public String url(String path) {
        return scheme + "://127.0.0.1:" + port() + path;
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        try {
            server.close().await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
