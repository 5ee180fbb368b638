package dev.postern.function.http;

import dev.postern.function.Outcome.Fault;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends requests to one endpoint: no redirects, no retries, no cookies, a byte cap that holds while the answer is read
 * (SR-63), and one time limit for everything from the look-up of the name to the last byte. Connections are kept for
 * each event loop apart, so that none is used across loops.
 */
public final class HttpCaller {

    /** One TCP or TLS connection; less where the call's own patience is less. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private static final int MAX_HEADERS = 32 * 1024;

    /** TLS 1.0 and 1.1 are deprecated (RFC 8996). */
    private static final Set<String> VERSIONS = Set.of("TLSv1.2", "TLSv1.3");

    private final Vertx vertx;
    private final Settings settings;
    private final Map<EventLoop, HttpClientAgent> clients = new ConcurrentHashMap<>();

    /**
     * @param endpoint where all requests go
     * @param trust authorities of a TLS endpoint; null for the platform's
     * @param proxy what connections are made through; null for none
     * @param answerLimit bytes of a response body, at most
     * @param connections kept at the same time by one event loop, at most
     * @param idle after which an unused connection is closed; shorter than the endpoint's own limit, as a request on a
     *     connection that the other side is just closing is lost. A {@code Keep-Alive} header of the endpoint counts
     */
    public record Settings(
            Endpoint endpoint,
            TrustOptions trust,
            ProxyOptions proxy,
            long answerLimit,
            int connections,
            Duration idle) {}

    public HttpCaller(Vertx vertx, Settings settings) {
        this.vertx = vertx;
        this.settings = settings;
    }

    public Endpoint endpoint() {
        return settings.endpoint();
    }

    /**
     * Sends a POST from the caller's event loop, or from any where the caller has none.
     *
     * @param target path and query
     * @param patience for everything, more than zero
     * @return never fails
     */
    public Future<Reply> post(String target, MultiMap headers, Buffer body, Duration patience) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        HttpClientAgent client = clients.computeIfAbsent(context.nettyEventLoop(), loop -> client());
        HttpCall call = new HttpCall(context, settings.endpoint(), settings.answerLimit());
        if (context.inThread()) {
            call.start(client, target, headers, body, patience);
        } else {
            context.runOnContext(v -> call.start(client, target, headers, body, patience));
        }
        return call.reply();
    }

    private HttpClientAgent client() {
        Endpoint endpoint = settings.endpoint();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) CONNECT.toMillis())
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) settings.idle().toSeconds())
                .setMaxHeaderSize(MAX_HEADERS)
                .setDecompressionSupported(false)
                .setSsl(endpoint.tls());
        if (endpoint.tls()) {
            options.setVerifyHost(true).setTrustOptions(settings.trust()).setEnabledSecureTransportProtocols(VERSIONS);
        }
        if (settings.proxy() != null) {
            options.setProxyOptions(new ProxyOptions(settings.proxy()));
        }
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setHttp1MaxSize(settings.connections()))
                .build();
    }

    /** Closes all connections; calls under way end as {@link Fault#UNREACHABLE}. */
    public Future<Void> close() {
        List<Future<Void>> closing = new ArrayList<>();
        for (HttpClientAgent client : clients.values()) {
            closing.add(client.close());
        }
        clients.clear();
        return Future.join(closing).mapEmpty();
    }
}
