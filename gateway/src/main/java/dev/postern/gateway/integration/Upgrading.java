package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.http.ResponseHeaderRules;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;

/**
 * One admitted WebSocket handshake: asks the upstream, and bridges only after a 101 that answers this client's key
 * and chooses among what it was offered.
 * Any other answer is streamed to the client as it is (SR-70).
 */
final class Upgrading extends UpstreamPool.Waiter {

    private final UpgradedRequest exchange;
    private final UpstreamPool pool;
    private final UpstreamConfig config;
    private final Deadlines deadlines;
    private final Duration idle;
    private final String key;
    private UpstreamConnection connection;
    private boolean over;

    private final Deadlines.Timed watch = new Deadlines.Timed() {
        @Override
        protected void expired(long now) {
            fail(UpstreamFailure.TIMED_OUT);
        }
    };

    Upgrading(UpgradedRequest exchange, UpstreamPool pool, UpstreamConfig config, Deadlines deadlines, Duration idle) {
        this.exchange = exchange;
        this.pool = pool;
        this.config = config;
        this.deadlines = deadlines;
        this.idle = idle;
        this.key = exchange.client().getHeader("Sec-WebSocket-Key");
    }

    void start() {
        // A fresh connection: it will never come back, and a stale one could not be told from a refusal.
        pool.acquire(this, true);
    }

    void cancel() {
        if (!over) {
            pool.forget(this);
            end();
        }
    }

    @Override
    void granted(UpstreamConnection granted) {
        if (over) {
            granted.giveBack(true, UpstreamPool.DEFAULT_IDLE);
            return;
        }
        connection = granted;
        watch.dueIn(config.timeouts().head().toNanos());
        deadlines.add(watch);
        RequestOptions options = new RequestOptions().setMethod(HttpMethod.GET).setURI(exchange.target());
        granted.request(options).onComplete(this::send, t -> fail(UpstreamFailure.BROKEN));
    }

    @Override
    void failed(UpstreamFailure failure) {
        fail(failure);
    }

    @Override
    protected void expired(long now) {
        pool.timedOut(this);
    }

    private void send(HttpClientRequest request) {
        if (over) {
            return;
        }
        exchange.writeHeaders(request.headers());
        request.putHeader(HttpHeaders.CONNECTION, "Upgrade").putHeader(HttpHeaders.UPGRADE, "websocket");
        exchange.sent();
        // What ends the connection is the tunnel's to notice.
        request.exceptionHandler(t -> {});
        request.connect().onComplete(this::receive, t -> fail(UpstreamFailure.BROKEN));
    }

    private void receive(HttpClientResponse answer) {
        if (over) {
            return;
        }
        if (answer.statusCode() == 101) {
            bridge(answer);
            return;
        }
        if (answer.statusCode() < 200 || !ResponseHeaderRules.hasKnownCoding(answer.headers())) {
            fail(UpstreamFailure.BROKEN);
            return;
        }
        if (exchange.answered(answer) < 0) {
            exchange.client().response().setChunked(true);
        }
        answer.pipeTo(exchange.client().response()).onComplete(done -> {
            if (!over) {
                end();
                exchange.finished(done.succeeded());
            }
        });
        watch.dueIn(config.timeouts().idle().toNanos());
    }

    private void bridge(HttpClientResponse answer) {
        if (!WebSocketAccept.answers(key, answer.headers())
                || !WebSocketAccept.choosesAmong(exchange.client().headers(), answer.headers())) {
            fail(UpstreamFailure.BROKEN);
            return;
        }
        over = true;
        deadlines.remove(watch);
        NetSocket upstream = answer.netSocket();
        upstream.pause();
        connection.leavePool();
        exchange.answered(answer);
        HttpServerRequest client = exchange.client();
        client.response().headers().set(HttpHeaders.CONNECTION, "Upgrade").set(HttpHeaders.UPGRADE, "websocket");
        client.headers().set(HttpHeaders.CONNECTION, "Upgrade").set(HttpHeaders.UPGRADE, "websocket");
        Buffer early = exchange.early();
        client.toNetSocket()
                .onComplete(
                        socket -> {
                            socket.pause();
                            Tunnel tunnel = new Tunnel(socket, upstream, deadlines, idle, exchange);
                            exchange.bridged(tunnel);
                            tunnel.start(early);
                        },
                        t -> {
                            connection.discard();
                            exchange.finished(false);
                        });
    }

    private void fail(UpstreamFailure failure) {
        if (!over) {
            boolean headWritten = exchange.client().response().headWritten();
            end();
            if (headWritten) {
                exchange.finished(false);
            } else {
                exchange.failed(failure);
            }
        }
    }

    private void end() {
        over = true;
        deadlines.remove(watch);
        if (connection != null) {
            connection.discard();
        }
    }
}
