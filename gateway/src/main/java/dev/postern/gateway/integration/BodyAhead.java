package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * A small request body of known length, read whole before a connection to the upstream is taken: a client that is slow
 * with it keeps nobody's connection, and no backend's worker, busy meanwhile (HAProxy does the same with {@code option
 * http-buffer-request}). Bodies that are longer, or of unknown length, are streamed and never held.
 *
 * <p>All that one event loop holds for one upstream is bounded; where that is used up a body is streamed.
 */
final class BodyAhead {

    /** What one event loop may hold for one upstream, in bytes. */
    static final class Allowance {
        private static final long MOST = 16L << 20;

        private final long largest;
        private long left;

        /** @param largest bytes of a body that is read ahead; 0 for none */
        Allowance(long largest) {
            this.largest = largest;
            this.left = Math.min(MOST, Runtime.getRuntime().maxMemory() / 32);
        }

        /** Takes the room for a body of this length, -1 when that is not known. @return false when it is to be streamed */
        boolean take(long length) {
            if (length <= 0 || length > largest || length > left) {
                return false;
            }
            left -= length;
            return true;
        }

        void giveBack(long length) {
            left += length;
        }
    }

    /** Told once, when all of it is there. */
    interface Listener {
        void whole();

        /** A piece came: the client is not silent. */
        void moved();
    }

    private final ForwardedRequest exchange;
    private final Allowance allowance;
    private final Listener listener;
    private final int length;
    private Buffer body;
    private boolean over;
    private boolean released;

    /** Its length must have been taken from the allowance. */
    BodyAhead(ForwardedRequest exchange, Allowance allowance, Listener listener) {
        this.exchange = exchange;
        this.allowance = allowance;
        this.listener = listener;
        this.length = (int) exchange.contentLength();
    }

    void start() {
        HttpServerRequest client = exchange.client();
        client.handler(this::piece);
        if (exchange.expectsContinue()) {
            client.response().writeContinue();
        }
        client.resume();
    }

    /** All of it, once it is there. */
    Buffer body() {
        return body;
    }

    /** It was sent, or never will be. Safe to call twice. */
    void release() {
        over = true;
        if (!released) {
            released = true;
            allowance.giveBack(length);
        }
    }

    private void piece(Buffer piece) {
        if (over) {
            return;
        }
        exchange.received(piece.length());
        if (body != null) {
            body.appendBuffer(piece);
        } else {
            body = piece.length() == length ? piece : Buffer.buffer(length).appendBuffer(piece);
        }
        if (body.length() == length) {
            over = true;
            exchange.bodyReceived();
            listener.whole();
        } else {
            listener.moved();
        }
    }
}
