package dev.postern.gateway.integration;

import dev.postern.gateway.http.ResponseHeaderRules;
import dev.postern.gateway.wire.Flow;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;

/** The body of one answer on its way from the upstream to the client: framed anew, counted, with back-pressure. */
final class AnswerBody {

    /** What becomes of it. */
    interface Listener {
        /** Whose turn it is: the upstream's to send, or else the client's to read. */
        void awaitsUpstream(boolean upstream);

        /** All of it is with the client. */
        void delivered();

        /** The upstream broke off. */
        void truncated();
    }

    private final ForwardedRequest exchange;
    private final HttpClientResponse answer;
    private final HttpServerResponse client;
    private final Backlog backlog;
    private final Flow upstream;
    private final Listener listener;
    private final boolean client2;
    /** Whether trailers may follow a body of declared length. */
    private final boolean trailed;
    /** Bytes to come, -1 when unknown. */
    private long length;

    private long bytes;
    private boolean paused;
    private boolean written;
    private boolean abandoned;

    /** @param upstream stops and restarts reading from the upstream's connection */
    AnswerBody(ForwardedRequest exchange, HttpClientResponse answer, Flow upstream, Listener listener) {
        this.upstream = upstream;
        this.exchange = exchange;
        this.answer = answer;
        this.client = exchange.client().response();
        this.client2 = exchange.client().version() == HttpVersion.HTTP_2;
        this.trailed = client2 && answer.version() == HttpVersion.HTTP_2;
        this.backlog = new Backlog(client, client2);
        this.listener = listener;
    }

    /**
     * Begins to pass it on.
     *
     * @param declared bytes the upstream declared, -1 when it did not
     */
    void start(long declared, Context context) {
        int status = answer.statusCode();
        boolean none = exchange.method() == HttpMethod.HEAD || status == 204 || status == 304;
        length = none ? 0 : declared;
        if (length < 0) {
            client.setChunked(true);
        }
        answer.exceptionHandler(t -> listener.truncated());
        answer.handler(this::piece);
        answer.endHandler(v -> end());
        listener.awaitsUpstream(true);
        if (length != 0) {
            // After what was read together with the head: an event stream must not wait for its first event.
            context.runOnContext(v -> writeHeadAlone());
        }
    }

    /** Whether everything was handed to the client's connection. */
    boolean isWritten() {
        return written;
    }

    /** Nothing of it matters any more. */
    void abandon() {
        abandoned = true;
    }

    private void writeHeadAlone() {
        if (!abandoned && !written && !client.headWritten()) {
            client.writeHead();
        }
    }

    private void piece(Buffer piece) {
        if (abandoned || written) {
            return;
        }
        bytes += piece.length();
        exchange.delivered(piece.length());
        if (length >= 0 && bytes > length) {
            // An HTTP/2 upstream can send more than it declared.
            listener.truncated();
        } else if (bytes == length && !trailed) {
            // The whole of it: the head, if still unwritten, and the last piece go out in one write.
            written = true;
            client.end(piece);
        } else {
            backlog.write(piece);
            giveWay();
        }
    }

    private void giveWay() {
        if (!backlog.isFull()) {
            listener.awaitsUpstream(true);
            return;
        }
        paused = true;
        answer.pause();
        upstream.stop();
        listener.awaitsUpstream(false);
        backlog.onDrained(() -> {
            if (paused && !abandoned) {
                paused = false;
                listener.awaitsUpstream(true);
                answer.resume();
                upstream.resume();
            }
        });
    }

    private void end() {
        if (abandoned) {
            return;
        }
        if (!written && length > bytes) {
            // Fewer bytes than were promised.
            listener.truncated();
            return;
        }
        if (!written) {
            written = true;
            MultiMap trailers = answer.trailers();
            if (client2 && !trailers.isEmpty()) {
                ResponseHeaderRules.copyTrailers(trailers, client.trailers());
            }
            client.end();
        }
        listener.delivered();
    }
}
