package dev.postern.authorizer.keys;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;

/**
 * Fetches one small JSON document (SR-101, SR-63): no redirects, no cookies, no reused connections, a byte cap that
 * holds while reading, one time limit for everything, 2xx only, and the address that was really dialled checked before
 * anything is sent. Every fetch has a client of its own, so that changed authorities and addresses count at once.
 */
final class DocumentFetcher {

    /**
     * A document.
     *
     * @param maxAgeSeconds {@code max-age} of its {@code Cache-Control}, or -1
     */
    record Document(String text, long maxAgeSeconds) {}

    private static final int MAX_HEADERS = 32 * 1024;

    private final Vertx vertx;
    private final ProxyRules proxies;
    private final List<String> trust;
    private final boolean insecure;
    private final KeyLimits limits;
    private final Predicate<String> refusedAddress;

    DocumentFetcher(Vertx vertx, ProxyRules proxies, KeySettings settings) {
        this(vertx, proxies, settings, FetchTarget::isLinkLocal);
    }

    /** @param refusedAddress addresses that nothing is sent to, whatever name they were found under */
    DocumentFetcher(Vertx vertx, ProxyRules proxies, KeySettings settings, Predicate<String> refusedAddress) {
        this.vertx = vertx;
        this.proxies = proxies;
        this.trust = settings.trust();
        this.insecure = settings.insecure();
        this.limits = settings.limits();
        this.refusedAddress = refusedAddress;
    }

    /** Fetches; fails with {@link FetchFailure} and nothing else. */
    Future<Document> fetch(URI url) {
        return fetch(url, refusedAddress, "points to a link-local address");
    }

    /** The same for a URL that nobody configured: nothing is sent to this host or an internal network. */
    Future<Document> fetchOutside(URI url) {
        return fetch(
                url,
                address -> refusedAddress.test(address) || FetchTarget.isInternal(address),
                "points to an internal address on another host than the issuer's");
    }

    private Future<Document> fetch(URI url, Predicate<String> refused, String why) {
        String problem = FetchTarget.problem(url, insecure);
        if (problem == null && refused.test(url.getHost())) {
            problem = why;
        }
        if (problem != null) {
            return Future.failedFuture(FetchFailure.rejected(shown(url) + " " + problem));
        }
        if (trust.isEmpty()) {
            return send(url, null, refused, why);
        }
        return vertx.executeBlocking(() -> TrustAnchors.read(trust), false)
                .recover(e -> Future.failedFuture(FetchFailure.failed("trust: " + e.getMessage())))
                .compose(anchors -> send(url, anchors, refused, why));
    }

    private Future<Document> send(URI url, TrustOptions anchors, Predicate<String> refused, String why) {
        Promise<Document> promise = Promise.promise();
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) limits.connectTimeout().toMillis())
                .setKeepAlive(false)
                .setMaxHeaderSize(MAX_HEADERS)
                .setVerifyHost(true)
                .setTrustOptions(anchors);
        ProxyOptions proxy = proxies.of(url);
        if (proxy != null) {
            options.setProxyOptions(proxy);
        }
        HttpClientAgent client = vertx.httpClientBuilder()
                .with(options)
                .withConnectHandler(connection -> {
                    if (proxy == null && isAt(connection, refused)) {
                        promise.tryFail(FetchFailure.rejected(shown(url) + " " + why));
                        connection.close();
                    }
                })
                .build();
        long timer = vertx.setTimer(
                limits.totalTimeout().toMillis(),
                id -> promise.tryFail(FetchFailure.failed(shown(url) + " took longer than "
                        + limits.totalTimeout().toMillis() + "ms")));
        CappedBody body = new CappedBody(
                limits.documentBytes(),
                () -> promise.tryFail(FetchFailure.rejected(
                        shown(url) + " answered with more than " + limits.documentBytes() + " bytes")));
        WebClient.wrap(client, new WebClientOptions().setFollowRedirects(false).setUserAgent("postern"))
                .getAbs(url.toString())
                .putHeader("accept", "application/json")
                .as(body)
                .send()
                .onComplete(
                        response -> answered(url, response, promise),
                        failure -> promise.tryFail(FetchFailure.failed(shown(url) + " " + words(failure))));
        // Closing is also what stops a body that is too large or too slow.
        return promise.future().onComplete(end -> {
            vertx.cancelTimer(timer);
            client.close();
        });
    }

    private static boolean isAt(HttpConnection connection, Predicate<String> refused) {
        return connection.remoteAddress() != null
                && connection.remoteAddress().hostAddress() != null
                && refused.test(connection.remoteAddress().hostAddress());
    }

    private static void answered(URI url, HttpResponse<Buffer> response, Promise<Document> promise) {
        if (response.statusCode() < 200 || response.statusCode() > 299 || response.body() == null) {
            promise.tryFail(FetchFailure.failed(shown(url) + " answered " + response.statusCode()));
            return;
        }
        String type = response.getHeader("content-type");
        if (type != null && type.toLowerCase(Locale.ROOT).contains("html")) {
            promise.tryFail(FetchFailure.rejected(shown(url) + " answered with a web page"));
            return;
        }
        promise.tryComplete(new Document(
                response.body().toString(), CacheControl.maxAgeSeconds(response.getHeader("cache-control"))));
    }

    /** Without user information and query, which may be secret. */
    private static String shown(URI url) {
        if (url.getHost() == null) {
            return "the URL";
        }
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getRawPath();
    }

    /** What failed, for a person: the kind, not a stack trace. */
    private static String words(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "cannot be resolved";
        } else if (failure instanceof ConnectException) {
            return "refused the connection";
        } else if (failure instanceof SSLException) {
            return "failed TLS: " + failure.getMessage();
        }
        return "failed: " + failure.getMessage();
    }
}
