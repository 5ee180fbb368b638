package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** The body of one request on its way from the client to the upstream: framed anew, counted, with back-pressure. */
final class RequestBody {

    /** What becomes of it. */
    interface Listener {
        /** Whose turn it is: the client's to send, or else the upstream's to read. */
        void awaitsClient(boolean client);

        /** All of it is with the upstream. */
        void sent();

        void tooLarge();
    }

    private final ForwardedRequest exchange;
    private final HttpClientRequest upstream;
    private final Backlog backlog;
    private final Listener listener;
    private final Buffer whole;
    private long bytes;
    private boolean paused;
    private boolean ended;
    private boolean abandoned;

    /** @param whole the body, where it was read ahead; null where it is yet to come */
    RequestBody(ForwardedRequest exchange, HttpClientRequest upstream, Buffer whole, Listener listener) {
        this.whole = whole;
        this.exchange = exchange;
        this.upstream = upstream;
        this.listener = listener;
        this.backlog = new Backlog(upstream, upstream.version() == HttpVersion.HTTP_2);
    }

    /** Sends the head, and begins to send the body where there is one. */
    void start() {
        long length = exchange.contentLength();
        if (length == 0) {
            ended = true;
            // Methods that usually have a body say that there is none (RFC 9110 section 8.6).
            HttpMethod method = exchange.method();
            if (method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH) {
                upstream.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            upstream.end();
            return;
        }
        if (length > 0) {
            upstream.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        } else {
            upstream.setChunked(true);
        }
        if (whole != null) {
            ended = true;
            upstream.end(whole);
            return;
        }
        HttpServerRequest client = exchange.client();
        client.handler(this::piece);
        client.endHandler(v -> end());
        if (exchange.expectsContinue()) {
            client.response().writeContinue();
        }
        listener.awaitsClient(true);
        client.resume();
    }

    /** Whether the upstream has all of it. */
    boolean isSent() {
        return ended;
    }

    /** Nothing of it matters any more. */
    void abandon() {
        abandoned = true;
    }

    private void piece(Buffer piece) {
        if (abandoned || ended) {
            return;
        }
        bytes += piece.length();
        exchange.received(piece.length());
        if (exchange.bodyLimit() >= 0 && bytes > exchange.bodyLimit()) {
            listener.tooLarge();
        } else if (bytes == exchange.contentLength()) {
            ended = true;
            exchange.bodyReceived();
            upstream.end(piece);
            listener.sent();
        } else {
            backlog.write(piece);
            giveWay();
        }
    }

    private void giveWay() {
        if (!backlog.isFull()) {
            listener.awaitsClient(true);
            return;
        }
        paused = true;
        exchange.client().pause();
        exchange.clientFlow().stop();
        listener.awaitsClient(false);
        backlog.onDrained(() -> {
            if (paused && !abandoned) {
                paused = false;
                listener.awaitsClient(true);
                exchange.client().resume();
                exchange.clientFlow().resume();
            }
        });
    }

    private void end() {
        if (abandoned || ended) {
            return;
        }
        ended = true;
        exchange.bodyReceived();
        upstream.end();
        listener.sent();
    }
}
