package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.wire.Deadlines;
import dev.postern.gateway.wire.Flow;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;

/**
 * One request forwarded to an HTTP upstream: waits for a connection, streams the body with back-pressure, streams the
 * answer with back-pressure, keeps the deadlines of each phase, and retries once when a kept connection turned out to
 * be stale (RFC 9110 section 9.2.2: only safe or idempotent methods, only before anything of an answer came, and here
 * only without a body).
 *
 * <p>States: waiting for a connection → sent → answered → over. {@link #cancel} ends any of them.
 */
final class Delivery extends UpstreamPool.Waiter {

    private enum State {
        WAITING,
        SENT,
        ANSWERED,
        OVER
    }

    private final ForwardedRequest exchange;
    private final UpstreamPool pool;
    private final UpstreamConfig config;
    private final Deadlines deadlines;
    private final Context context;
    private final Watch watch = new Watch();

    private State state = State.WAITING;
    private UpstreamConnection connection;
    private HttpClientRequest request;
    private HttpClientResponse answer;
    private boolean requestEnded;
    private boolean clientPaused;
    private boolean answerPaused;
    private int attempt;
    private boolean keepAlive;
    private boolean clientAnswerEnded;
    private long bodyBytes;
    private long answerLength;
    private long answerBytes;

    Delivery(
            ForwardedRequest exchange, UpstreamPool pool, UpstreamConfig config, Deadlines deadlines, Context context) {
        this.context = context;
        this.exchange = exchange;
        this.pool = pool;
        this.config = config;
        this.deadlines = deadlines;
    }

    void start() {
        if (exchange.bodyLimit() >= 0 && exchange.contentLength() > exchange.bodyLimit()) {
            state = State.OVER;
            exchange.bodyTooLarge();
            return;
        }
        pool.acquire(this, false);
    }

    /** Ends the exchange from outside: the client is gone, or its time is up. No callback follows. */
    void cancel() {
        if (state == State.OVER) {
            return;
        }
        pool.forget(this);
        end();
    }

    @Override
    void granted(UpstreamConnection granted) {
        if (state != State.WAITING) {
            granted.giveBack(true);
            return;
        }
        connection = granted;
        RequestOptions options = new RequestOptions()
                .setMethod(exchange.method())
                .setURI(exchange.target())
                .setFollowRedirects(false);
        int current = ++attempt;
        granted.request(options).onComplete(opened -> send(opened, current), t -> broken(current));
    }

    @Override
    void failed(UpstreamFailure failure) {
        fail(failure);
    }

    @Override
    protected void expired(long now) {
        pool.timedOut(this);
    }

    private void send(HttpClientRequest opened, int current) {
        if (state != State.WAITING) {
            connection.discard();
            return;
        }
        state = State.SENT;
        request = opened;
        exchange.writeHeaders(opened.headers());
        opened.exceptionHandler(t -> broken(current));
        opened.response().onComplete(this::receive, t -> broken(current));
        watch.dueIn(config.timeouts().head().toNanos());
        deadlines.add(watch);
        exchange.sent();
        if (exchange.contentLength() == 0) {
            requestEnded = true;
            // Methods that usually have a body say that there is none (RFC 9110 section 8.6).
            HttpMethod method = exchange.method();
            if (method == HttpMethod.POST || method == HttpMethod.PUT || method == HttpMethod.PATCH) {
                opened.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            opened.end();
        } else {
            sendBody(opened);
        }
    }

    private void sendBody(HttpClientRequest upstream) {
        if (exchange.contentLength() > 0) {
            upstream.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(exchange.contentLength()));
        } else {
            upstream.setChunked(true);
        }
        HttpServerRequest client = exchange.client();
        client.handler(this::bodyPiece);
        client.endHandler(v -> bodyEnded());
        if (exchange.expectsContinue()) {
            client.response().writeContinue();
        }
        awaitClient();
        client.resume();
    }

    private void bodyPiece(Buffer piece) {
        if (state == State.OVER || requestEnded) {
            return;
        }
        bodyBytes += piece.length();
        exchange.received(piece.length());
        if (exchange.bodyLimit() >= 0 && bodyBytes > exchange.bodyLimit()) {
            if (state == State.SENT) {
                end();
                exchange.bodyTooLarge();
            } else {
                cut(UpstreamFailure.BROKEN);
            }
            return;
        }
        if (bodyBytes == exchange.contentLength()) {
            requestEnded = true;
            exchange.bodyReceived();
            request.end(piece);
            awaitHead();
            return;
        }
        request.write(piece);
        if (request.writeQueueFull()) {
            clientPaused = true;
            Flow flow = exchange.clientFlow();
            exchange.client().pause();
            flow.stop();
            watch.dueIn(config.timeouts().idle().toNanos());
            request.drainHandler(v -> {
                if (clientPaused && state != State.OVER) {
                    clientPaused = false;
                    awaitClient();
                    exchange.client().resume();
                    flow.resume();
                }
            });
        } else {
            awaitClient();
        }
    }

    private void bodyEnded() {
        if (state == State.OVER || requestEnded) {
            return;
        }
        requestEnded = true;
        exchange.bodyReceived();
        request.end();
        awaitHead();
    }

    private void awaitClient() {
        if (state == State.SENT) {
            watch.dueIn(exchange.clientPauseNanos());
        }
    }

    private void awaitHead() {
        if (state == State.SENT) {
            watch.dueIn(config.timeouts().head().toNanos());
        } else if (clientAnswerEnded) {
            complete();
        }
    }

    private void receive(HttpClientResponse response) {
        if (state != State.SENT) {
            return;
        }
        if (response.statusCode() < 200) {
            // An interim answer that nobody asked for, or a switch of protocols that nobody offered.
            fail(UpstreamFailure.BROKEN);
            return;
        }
        state = State.ANSWERED;
        answer = response;
        HttpServerResponse client = exchange.client().response();
        MultiMap headers = response.headers();
        keepAlive = response.version() == HttpVersion.HTTP_1_1
                && !headers.contains(HttpHeaderNames.CONNECTION, "close", true);
        answerLength = frame(client, response.statusCode(), exchange.answered(response));
        response.exceptionHandler(t -> cut(UpstreamFailure.BROKEN));
        response.handler(this::answerPiece);
        response.endHandler(v -> answerEnded());
        watch.dueIn(config.timeouts().idle().toNanos());
        if (answerLength != 0) {
            // After what was read together with the head: an event stream must not wait for its first event.
            context.runOnContext(v -> writeHeadAlone());
        }
    }

    private void writeHeadAlone() {
        HttpServerResponse client = exchange.client().response();
        if (state == State.ANSWERED && !clientAnswerEnded && !client.headWritten()) {
            client.writeHead();
        }
    }

    /**
     * Frames the client's response anew.
     *
     * @param declared bytes the upstream declared, -1 when it did not
     * @return the number of bytes to come, -1 when unknown
     */
    private long frame(HttpServerResponse client, int status, long declared) {
        if (exchange.method() == HttpMethod.HEAD || status == 204 || status == 304) {
            return 0;
        }
        if (declared < 0) {
            client.setChunked(true);
        }
        return declared;
    }

    private void answerPiece(Buffer piece) {
        if (state != State.ANSWERED || clientAnswerEnded) {
            return;
        }
        HttpServerResponse client = exchange.client().response();
        answerBytes += piece.length();
        if (answerBytes == answerLength) {
            // The whole of it: the head, if still unwritten, and the last piece go out in one write.
            clientAnswerEnded = true;
            client.end(piece);
            exchange.delivered(piece.length());
            return;
        }
        client.write(piece);
        exchange.delivered(piece.length());
        if (client.writeQueueFull()) {
            answerPaused = true;
            answer.pause();
            connection.flow().stop();
            watch.dueIn(exchange.clientPauseNanos());
            client.drainHandler(v -> {
                if (answerPaused && state == State.ANSWERED) {
                    answerPaused = false;
                    watch.dueIn(config.timeouts().idle().toNanos());
                    answer.resume();
                    connection.flow().resume();
                }
            });
        } else {
            watch.dueIn(config.timeouts().idle().toNanos());
        }
    }

    private void answerEnded() {
        if (state != State.ANSWERED) {
            return;
        }
        if (!clientAnswerEnded) {
            if (answerLength > 0) {
                // Fewer bytes than were promised.
                cut(UpstreamFailure.BROKEN);
                return;
            }
            clientAnswerEnded = true;
            exchange.client().response().end();
        }
        complete();
    }

    /** Both halves are through, or the answer is and the rest of the request does not matter any more. */
    private void complete() {
        state = State.OVER;
        deadlines.remove(watch);
        if (requestEnded) {
            connection.idleLimit = idleLimit(answer.headers());
            connection.giveBack(keepAlive);
        } else {
            connection.discard();
        }
        exchange.finished(true);
    }

    /** What the upstream says about how long it keeps idle connections, less a second. */
    private static long idleLimit(MultiMap headers) {
        String hint = headers.get("Keep-Alive");
        if (hint == null) {
            return UpstreamPool.DEFAULT_IDLE;
        }
        int at = hint.indexOf("timeout=");
        long seconds = 0;
        for (int i = at + 8; at >= 0 && i < hint.length() && seconds < 3600; i++) {
            char c = hint.charAt(i);
            if (c < '0' || c > '9') {
                break;
            }
            seconds = seconds * 10 + c - '0';
        }
        return seconds == 0 ? UpstreamPool.DEFAULT_IDLE : Math.max(1, seconds - 1) * 1_000_000_000L;
    }

    private void broken(int broken) {
        if (state == State.OVER || broken != attempt) {
            return;
        }
        if (state == State.ANSWERED) {
            cut(UpstreamFailure.BROKEN);
        } else if (mayRetry()) {
            attempt++;
            state = State.WAITING;
            deadlines.remove(watch);
            connection.discard();
            pool.acquire(this, true);
        } else {
            fail(UpstreamFailure.BROKEN);
        }
    }

    private boolean mayRetry() {
        if (attempt > 1 || exchange.contentLength() != 0 || connection == null || !connection.used()) {
            return false;
        }
        HttpMethod method = exchange.method();
        return method == HttpMethod.GET
                || method == HttpMethod.HEAD
                || method == HttpMethod.OPTIONS
                || method == HttpMethod.PUT
                || method == HttpMethod.DELETE;
    }

    private void fail(UpstreamFailure failure) {
        if (state == State.OVER) {
            return;
        }
        end();
        exchange.failed(failure);
    }

    /** The answer cannot be completed. While its head is unwritten the gateway can still say so. */
    private void cut(UpstreamFailure failure) {
        if (state == State.OVER) {
            return;
        }
        boolean whole = clientAnswerEnded;
        boolean headWritten = exchange.client().response().headWritten();
        end();
        if (headWritten) {
            exchange.finished(whole);
        } else {
            exchange.failed(failure);
        }
    }

    private void end() {
        state = State.OVER;
        deadlines.remove(watch);
        if (connection != null) {
            connection.discard();
        }
    }

    /** The deadline of the phase under way. */
    private final class Watch extends Deadlines.Timed {
        @Override
        protected void expired(long now) {
            if (state == State.SENT && !requestEnded && !clientPaused) {
                end();
                exchange.bodyTimedOut();
            } else if (state == State.SENT) {
                fail(UpstreamFailure.TIMED_OUT);
            } else {
                cut(UpstreamFailure.TIMED_OUT);
            }
        }
    }
}
