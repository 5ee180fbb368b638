package dev.postern.gateway.integration;

import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.http.ResponseHeaderRules;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.Context;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;

/**
 * One request forwarded to an HTTP upstream: waits for a connection, streams the body with back-pressure, streams the
 * answer with back-pressure, keeps the deadlines of each phase, and sends it once more when nothing of an answer came and
 * {@link Retry} has it safe.
 *
 * <p>States: reading a small body ahead → waiting for a connection → sent → answered → over. {@link #cancel} ends any of them.
 */
final class Delivery extends UpstreamPool.Waiter {

    private static final long LOOK = Duration.ofMillis(250).toNanos();

    private enum State {
        READING,
        WAITING,
        SENT,
        ANSWERED,
        OVER
    }

    private final ForwardedRequest exchange;
    private final UpstreamPool pool;
    private final UpstreamConfig config;
    private final BodyAhead.Allowance allowance;
    private final Deadlines deadlines;
    private final Context context;
    private final Watch watch = new Watch();

    private State state = State.WAITING;
    private UpstreamConnection connection;
    private BodyAhead ahead;
    private RequestBody body;
    private AnswerBody answer;
    private int attempt;
    private boolean keepAlive;
    private long idleLimit;
    private boolean clientsTurn;

    Delivery(
            ForwardedRequest exchange,
            UpstreamPool pool,
            UpstreamConfig config,
            BodyAhead.Allowance allowance,
            Deadlines deadlines,
            Context context) {
        this.allowance = allowance;
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
        if (!allowance.take(exchange.contentLength())) {
            pool.acquire(this, false);
            return;
        }
        state = State.READING;
        watch.awaitClient();
        deadlines.add(watch);
        ahead = new BodyAhead(exchange, allowance, new Reading());
        ahead.start();
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
            granted.giveBack(true, UpstreamPool.DEFAULT_IDLE);
            return;
        }
        connection = granted;
        RequestOptions options = new RequestOptions()
                .setMethod(exchange.method())
                .setURI(exchange.target())
                .setFollowRedirects(false);
        int current = ++attempt;
        granted.request(options).onComplete(opened -> send(opened, current), t -> broken(t, current));
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
        // First of all: should something below throw, the wait still ends.
        watch.awaitUpstream(config.timeouts().head());
        deadlines.add(watch);
        exchange.writeHeaders(opened.headers());
        if (connection.isShared()) {
            Http2Head.complete(opened, exchange.readsTrailers());
        }
        opened.exceptionHandler(t -> broken(t, current));
        opened.response().onComplete(this::receive, t -> broken(t, current));
        exchange.sent();
        body = new RequestBody(exchange, opened, ahead == null ? null : ahead.body(), new BodyProgress());
        body.start();
        if (ahead != null) {
            ahead.release();
        }
    }

    private void receive(HttpClientResponse response) {
        if (state != State.SENT) {
            return;
        }
        if (response.statusCode() < 200 || !ResponseHeaderRules.hasKnownCoding(response.headers())) {
            // An interim answer that nobody asked for, a switch of protocols that nobody offered, an unknown coding.
            fail(UpstreamFailure.BROKEN);
            return;
        }
        state = State.ANSWERED;
        keepAlive = KeepAlive.isMeant(response);
        idleLimit = KeepAlive.idleLimit(response.headers());
        long declared = exchange.answered(response);
        answer = new AnswerBody(exchange, response, connection.flow(), new AnswerProgress());
        answer.start(declared, context);
    }

    /** Both halves are through, or the answer is and the rest of the request does not matter any more. */
    private void complete() {
        state = State.OVER;
        deadlines.remove(watch);
        body.abandon();
        if (body.isSent()) {
            connection.giveBack(keepAlive, idleLimit);
        } else {
            connection.discard();
        }
        exchange.finished(true);
    }

    private void broken(Throwable cause, int broken) {
        if (state == State.OVER || broken != attempt) {
            return;
        }
        boolean refused = Retry.isRefused(cause);
        if (state == State.ANSWERED) {
            cut(UpstreamFailure.BROKEN);
        } else if (attempt == 1 && connection != null && Retry.isSafe(exchange, connection.used(), refused)) {
            attempt++;
            state = State.WAITING;
            deadlines.remove(watch);
            connection.discard();
            pool.acquire(this, true);
        } else {
            fail(refused ? UpstreamFailure.BUSY : UpstreamFailure.BROKEN);
        }
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
        boolean whole = answer != null && answer.isWritten();
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
        if (ahead != null) {
            ahead.release();
        }
        if (body != null) {
            body.abandon();
        }
        if (answer != null) {
            answer.abandon();
        }
        if (connection != null) {
            connection.discard();
        }
    }

    private final class Reading implements BodyAhead.Listener {
        @Override
        public void whole() {
            state = State.WAITING;
            deadlines.remove(watch);
            pool.acquire(Delivery.this, false);
        }

        @Override
        public void moved() {
            watch.awaitClient();
        }
    }

    private final class BodyProgress implements RequestBody.Listener {
        @Override
        public void awaitsClient(boolean client) {
            clientsTurn = client;
            if (state == State.SENT) {
                watch.await(client);
            }
        }

        @Override
        public void sent() {
            if (state == State.SENT) {
                watch.awaitUpstream(config.timeouts().head());
            }
        }

        @Override
        public void tooLarge() {
            if (state == State.SENT) {
                end();
                exchange.bodyTooLarge();
            } else {
                cut(UpstreamFailure.BROKEN);
            }
        }
    }

    private final class AnswerProgress implements AnswerBody.Listener {
        @Override
        public void awaitsUpstream(boolean upstream) {
            watch.await(!upstream);
        }

        @Override
        public void delivered() {
            complete();
        }

        @Override
        public void truncated() {
            cut(UpstreamFailure.BROKEN);
        }
    }

    /** The deadline of the phase under way. A client is looked at more often: how long it may take depends on the memory. */
    private final class Watch extends Deadlines.Timed {

        private boolean ofClient;
        private long silentSince;

        void await(boolean client) {
            if (client) {
                awaitClient();
            } else {
                awaitUpstream(config.timeouts().idle());
            }
        }

        void awaitClient() {
            ofClient = true;
            silentSince = System.nanoTime();
            due(silentSince + Math.min(LOOK, exchange.clientPauseNanos()));
        }

        void awaitUpstream(Duration patience) {
            ofClient = false;
            dueIn(patience.toNanos());
        }

        @Override
        protected void expired(long now) {
            long left = ofClient ? silentSince + exchange.clientPauseNanos() - now : 0;
            if (left > 0) {
                due(now + Math.min(LOOK, left));
                return;
            }
            if (state == State.READING || state == State.SENT && clientsTurn && !body.isSent()) {
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
