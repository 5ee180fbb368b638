package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/** Asks one backend's health path by a connection of its own, so that a full pool does not look like a dead backend. */
public final class UpstreamProbe {

    private static final long SECONDS = 5;

    private UpstreamProbe() {}

    /**
     * Connects, TLS included, and sends nothing.
     *
     * @return fails when there is no connection within {@code timeouts.connect}
     */
    public static Future<Void> connect(Vertx vertx, UpstreamConfig config, UpstreamTls tls) {
        HttpClientAgent client = vertx.createHttpClient(Upstream.options(config, tls));
        HttpConnectOptions options = new HttpConnectOptions()
                .setSsl(config.tls())
                .setHost(config.socket() == null ? config.host() : "localhost")
                .setPort(config.port());
        if (config.socket() != null) {
            options.setServer(SocketAddress.domainSocketAddress(config.socket()));
        }
        return client.connect(options)
                .<Void>mapEmpty()
                .timeout(SECONDS, TimeUnit.SECONDS)
                .eventually(() -> client.close());
    }

    /**
     * Sends one GET.
     *
     * @param config with a health path
     * @return the status; fails when there is no answer within five seconds
     */
    public static Future<Integer> ask(Vertx vertx, UpstreamConfig config, UpstreamTls tls) {
        HttpClientAgent client = vertx.createHttpClient(Upstream.options(config, tls));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(config.pathPrefix() + config.health())
                .setSsl(config.tls())
                .setHost(config.socket() == null ? config.host() : "localhost")
                .setPort(config.port());
        if (config.socket() != null) {
            options.setServer(SocketAddress.domainSocketAddress(config.socket()));
        }
        return client.request(options)
                .compose(request -> request.send())
                .map(HttpClientResponse::statusCode)
                .timeout(SECONDS, TimeUnit.SECONDS)
                .eventually(() -> client.close());
    }

    /** Why a probe failed, in a person's words. */
    public static String explain(Throwable failure) {
        return FailureText.of(failure);
    }
}
