package dev.postern.gateway;

import dev.postern.authorizer.token.SubprotocolText;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.ResponseHeaderRules;
import dev.postern.gateway.integration.Tunnel;
import dev.postern.gateway.integration.TunnelEnd;
import dev.postern.gateway.integration.UpgradedRequest;
import dev.postern.gateway.integration.UpstreamFailure;
import dev.postern.gateway.wire.Flow;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** An admitted exchange as the integration sees it: what is sent to the upstream, and what becomes of the answer. */
final class Passage implements UpgradedRequest {

    private final Exchange exchange;
    private final UpstreamConfig upstream;
    private final String target;
    private long sentAt;
    private final String subprotocol;
    private Tunnel tunnel;
    private StandingWatch standing;

    /**
     * @param target path and query for the upstream, without its own prefix
     * @param subprotocol what a WebSocket client is told where the backend chooses none; null for none
     */
    Passage(Exchange exchange, UpstreamConfig upstream, String target, String subprotocol) {
        this.exchange = exchange;
        this.subprotocol = subprotocol;
        this.upstream = upstream;
        this.target = upstream.pathPrefix().isEmpty() ? target : upstream.pathPrefix() + target;
    }

    @Override
    public HttpServerRequest client() {
        return exchange.client();
    }

    @Override
    public Flow clientFlow() {
        return exchange.connection().flow();
    }

    @Override
    public HttpMethod method() {
        return exchange.swept().method();
    }

    @Override
    public String target() {
        return target;
    }

    /** The client's headers, already swept and mapped; {@code Host} is the backend's unless it asked for the client's. */
    @Override
    public void writeHeaders(MultiMap headers) {
        // Into an empty map: setAll hands the names on as they are, addAll makes texts of them and hashes those again.
        headers.setAll(exchange.client().headers());
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        if (!upstream.preserveHost() || exchange.swept().host() == null) {
            headers.set(HttpHeaders.HOST, authority());
        }
        headers.set("X-Request-Id", exchange.requestId());
    }

    private String authority() {
        if (upstream.socket() != null) {
            return "localhost";
        }
        String host = upstream.host().indexOf(':') >= 0 ? "[" + upstream.host() + "]" : upstream.host();
        return upstream.port() == (upstream.tls() ? 443 : 80) ? host : host + ":" + upstream.port();
    }

    @Override
    public long contentLength() {
        return exchange.swept().chunked() ? -1 : Math.max(0, exchange.swept().contentLength());
    }

    @Override
    public long bodyLimit() {
        return exchange.route().bodyLimit();
    }

    @Override
    public boolean expectsContinue() {
        return exchange.swept().expectContinue();
    }

    @Override
    public boolean readsTrailers() {
        return exchange.swept().trailers();
    }

    @Override
    public long clientPauseNanos() {
        return exchange.loop()
                .deadlines()
                .patience(
                        exchange.snapshot().config().server().timeouts().body().toNanos());
    }

    @Override
    public void sent() {
        sentAt = System.nanoTime();
    }

    @Override
    public long answered(HttpClientResponse answer) {
        long nanos = System.nanoTime() - sentAt;
        exchange.upstreamAnswered(nanos);
        exchange.route().upstreamMeters().answered(nanos);
        HttpServerResponse response = exchange.client().response();
        response.setStatusCode(answer.statusCode());
        long length = ResponseHeaderRules.copy(answer.headers(), response.headers());
        exchange.cors().decorate(exchange.origin(), response.headers());
        exchange.mark(response.headers());
        if (subprotocol != null
                && answer.statusCode() == 101
                && !response.headers().contains(SubprotocolText.HEADER)) {
            response.headers().set(SubprotocolText.HEADER, subprotocol);
        }
        exchange.announceUnread(response.headers());
        return length;
    }

    @Override
    public void received(int bytes) {
        exchange.received(bytes);
    }

    @Override
    public void bodyReceived() {
        exchange.bodyEnded();
    }

    @Override
    public void delivered(int bytes) {
        exchange.delivered(bytes);
    }

    @Override
    public void failed(UpstreamFailure failure) {
        exchange.refuse(
                switch (failure) {
                    case UNREACHABLE -> Refusal.UPSTREAM_UNREACHABLE;
                    case UNTRUSTED -> Refusal.UPSTREAM_UNTRUSTED;
                    case BROKEN -> Refusal.UPSTREAM_FAILED;
                    case BUSY -> Refusal.UPSTREAM_BUSY;
                    case TIMED_OUT -> Refusal.UPSTREAM_TIMEOUT;
                });
    }

    @Override
    public void bodyTooLarge() {
        exchange.refuse(Refusal.BODY_TOO_LARGE);
    }

    @Override
    public void bodyTimedOut() {
        exchange.refuse(Refusal.BODY_TIMEOUT);
    }

    @Override
    public void finished(boolean whole) {
        if (whole) {
            exchange.finish(exchange.client().response().getStatusCode());
        } else {
            exchange.cut(Refusal.UPSTREAM_FAILED);
        }
    }

    @Override
    public Buffer early() {
        return exchange.connection().takeEarly();
    }

    @Override
    public void bridged(Tunnel tunnel) {
        this.tunnel = tunnel;
        Loop loop = exchange.loop();
        exchange.becomeTunnel();
        loop.opened(tunnel);
        standing = new StandingWatch(
                exchange.admission(),
                exchange.route().webSocket().closeOnExpiry(),
                loop.station().clock(),
                tunnel);
        standing.begin(loop.deadlines());
    }

    @Override
    public void fromClient(int bytes) {
        exchange.received(bytes);
        exchange.loop().station().meters().webSocketBytesIn(bytes);
    }

    @Override
    public void fromUpstream(int bytes) {
        exchange.delivered(bytes);
        exchange.loop().station().meters().webSocketBytesOut(bytes);
    }

    @Override
    public void closed(TunnelEnd why) {
        exchange.loop().deadlines().remove(standing);
        exchange.loop().closed(tunnel, why);
        exchange.ended(why);
        exchange.end(101);
    }
}
