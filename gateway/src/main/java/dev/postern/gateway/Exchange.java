package dev.postern.gateway;

import dev.postern.gateway.cors.CorsPolicy;
import dev.postern.gateway.http.GatewayResponse;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.TargetFault;
import dev.postern.gateway.observe.Outcome;
import dev.postern.gateway.wire.ClientConnection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One request's life: its deadlines, and how it ends. Steps of the {@link Pipeline} fill in what {@link RequestFacts}
 * knows. Ends exactly once.
 */
final class Exchange extends RequestFacts implements ClientConnection.Caller {

    private Runnable cancel;
    private Runnable expiry;
    private long totalDue;
    private boolean over;

    private Exchange(Loop loop, Generation generation, HttpServerRequest client) {
        super(loop, generation, client);
    }

    /** Begins: pauses the body, starts the clock, notices when the client leaves. */
    static Exchange open(Loop loop, Generation generation, HttpServerRequest client) {
        Exchange exchange = new Exchange(loop, generation, client);
        client.pause();
        exchange.connection().began(client, exchange);
        generation.hold();
        loop.entered();
        Duration total = generation.snapshot().config().server().timeouts().total();
        if (total != null) {
            exchange.totalDue = System.nanoTime() + total.toNanos();
            exchange.due(exchange.totalDue);
            loop.deadlines().add(exchange);
        }
        return exchange;
    }

    /** What undoes the step under way when the client leaves. */
    void cancelWith(Runnable cancel) {
        this.cancel = cancel;
    }

    boolean isOver() {
        return over;
    }

    /** Sets a deadline for the step under way, within that of the whole exchange; {@link #calm} ends it. */
    void expireIn(long nanos, Runnable expiry) {
        this.expiry = expiry;
        long due = System.nanoTime() + nanos;
        due(totalDue != 0 && totalDue - due < 0 ? totalDue : due);
        loop().deadlines().add(this);
    }

    void calm() {
        expiry = null;
        if (totalDue != 0 && !over) {
            due(totalDue);
        } else {
            loop().deadlines().remove(this);
        }
    }

    /** A tunnel has its own limits. */
    void becomeTunnel() {
        totalDue = 0;
        calm();
        connection().leave();
    }

    @Override
    protected void expired(long now) {
        Runnable step = expiry;
        if (totalDue != 0 && now - totalDue >= 0) {
            totalDue = 0;
            if (cancel != null) {
                cancel.run();
            }
            refuse(Refusal.TOTAL_TIMEOUT);
        } else if (step != null) {
            calm();
            step.run();
        }
    }

    /** The gateway refuses: its own answer, with CORS headers, and never an unread body behind it. */
    void refuse(Refusal refusal) {
        if (reason() == null || outcome().equals(Outcome.ALLOW.word())) {
            because(refusal);
        }
        GatewayResponse answer = snapshot().responses().of(refusal);
        if (trail() != null) {
            trail().refused(answer, refusal);
        }
        answer(answer);
    }

    /** Refuses a target, and says what is wrong with it. */
    void refuse(TargetFault fault) {
        because(Refusal.BAD_TARGET);
        if (trail() != null) {
            trail().refused(fault);
        }
        answer(snapshot().responses().of(fault));
    }

    /** Answers 405 with {@code Allow}. */
    void refuseMethod(List<String> allow) {
        because(Refusal.METHOD_NOT_ALLOWED);
        if (trail() != null) {
            trail().refusedMethod(allow);
        }
        answer(snapshot().responses().methodNotAllowed(allow));
    }

    /** Answers a preflight by a policy: 204, with a grant or without. */
    void preflight(CorsPolicy policy, List<String> methodsServed) {
        because("preflight");
        HttpServerResponse response = client().response();
        response.setStatusCode(204);
        policy.answerPreflight(client().headers(), response.headers(), methodsServed);
        if (trail() != null) {
            trail().preflight(response.headers());
        }
        mark(response.headers());
        announceUnread(response.headers());
        response.end();
        finish(204);
    }

    /** Sends one of the gateway's own answers; where another was begun already, only cuts that. */
    void answer(GatewayResponse answer) {
        if (over) {
            return;
        }
        HttpServerResponse response = client().response();
        if (response.headWritten()) {
            end(response.getStatusCode());
            connection().cut(client());
            return;
        }
        MultiMap headers = response.headers();
        headers.clear();
        response.setStatusCode(answer.status());
        String phrase = snapshot().responses().phrase(answer.status());
        if (phrase != null) {
            response.setStatusMessage(phrase);
        }
        for (Map.Entry<String, String> header : answer.headers()) {
            headers.set(header.getKey(), header.getValue());
        }
        cors().decorate(origin(), headers);
        mark(headers);
        announceUnread(headers);
        answeredBytes(answer.body().length());
        response.end(answer.body());
        finish(answer.status());
    }

    /** While some of the body is unread, nobody can say where the next request begins (SR-48). */
    void announceUnread(MultiMap headers) {
        if (!hasBodyEnded()) {
            connection().announceUnread(headers);
        }
    }

    /** Puts the ids on a response, and says that it is the connection's last while the gateway drains. */
    void mark(MultiMap headers) {
        headers.set("X-Request-Id", requestId());
        snapshot().responses().identify(headers, requestId());
        if (loop().station().lifecycle().isDraining() || connection().isOutdated(startedAtMillis())) {
            connection().announceLast(headers);
        }
    }

    /** The answer is complete: counts and logs it, and lets its connection end what is to be ended. */
    void finish(int status) {
        if (over) {
            return;
        }
        end(status);
        connection().answered(client(), !hasBodyEnded());
    }

    /** The answer cannot be completed: it is cut, so that nobody takes the part for the whole. */
    void cut(Refusal why) {
        if (over) {
            return;
        }
        because(why);
        end(client().response().getStatusCode());
        connection().cut(client());
    }

    /** Ends without touching the connection, which is a tunnel's. */
    void end(int status) {
        if (over) {
            return;
        }
        over = true;
        answeredWith(status);
        calm();
        connection().ended();
        loop().left();
        generation().letGo();
        (route() == null ? snapshot().unrouted() : route().meters()).finished(method(), status, durationNanos());
        if (refusal() != null) {
            loop().station().meters().refused(refusal());
        }
        if (snapshot().config().log().access()) {
            loop().station().accessLog().write(this);
        }
    }

    /** The rest of the body cannot be read, and nothing behind it. */
    @Override
    public void bodyBroken() {
        if (over) {
            connection().cut(client());
            return;
        }
        if (cancel != null) {
            cancel.run();
        }
        refuse(Refusal.BAD_FRAMING);
    }

    @Override
    public void left() {
        if (over) {
            return;
        }
        if (cancel != null) {
            cancel.run();
        }
        because(Refusal.CLIENT_GONE);
        end(Refusal.CLIENT_GONE.status());
    }
}
