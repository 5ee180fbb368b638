package dev.postern.function.http;

import dev.postern.function.Outcome.Fault;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.internal.ContextInternal;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** One request and its response. Lives on one event loop. */
final class HttpCall {

    private final ContextInternal context;
    private final Endpoint endpoint;
    private final long answerLimit;
    private final Promise<Reply> reply;
    private final Buffer body = Buffer.buffer();
    private HttpClientRequest request;
    private long timer = -1;
    private boolean over;

    HttpCall(ContextInternal context, Endpoint endpoint, long answerLimit) {
        this.context = context;
        this.endpoint = endpoint;
        this.answerLimit = answerLimit;
        this.reply = context.promise();
    }

    Future<Reply> reply() {
        return reply.future();
    }

    void start(HttpClientAgent client, String target, MultiMap headers, Buffer event, Duration patience) {
        timer = context.setTimer(
                Math.max(1, patience.toMillis()),
                id -> lose(Fault.TIMEOUT, "no whole answer within " + patience.toMillis() + "ms"));
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setSsl(endpoint.tls())
                .setURI(target)
                .setHeaders(headers)
                .setFollowRedirects(false);
        client.request(options)
                .onComplete(opened -> send(opened, event), failure -> lose(kind(failure), words(failure)));
    }

    private void send(HttpClientRequest opened, Buffer event) {
        if (over) {
            opened.reset();
            return;
        }
        request = opened;
        opened.send(event).onComplete(this::read, failure -> lose(kind(failure), words(failure)));
    }

    private void read(HttpClientResponse response) {
        if (over) {
            return;
        }
        response.handler(this::more);
        response.exceptionHandler(failure -> lose(kind(failure), words(failure)));
        response.endHandler(v -> end(new Reply.Answered(response.statusCode(), response.headers(), body)));
    }

    private void more(Buffer part) {
        if (over) {
            return;
        }
        if (body.length() + (long) part.length() > answerLimit) {
            tooLarge();
            return;
        }
        body.appendBuffer(part);
    }

    private void tooLarge() {
        lose(Fault.TOO_LARGE, "the answer has more than " + answerLimit + " bytes");
    }

    private void lose(Fault fault, String detail) {
        if (over) {
            return;
        }
        end(new Reply.Lost(fault, detail));
        if (request != null) {
            request.reset();
        }
    }

    private void end(Reply result) {
        if (over) {
            return;
        }
        over = true;
        context.owner().cancelTimer(timer);
        reply.complete(result);
    }

    private static Fault kind(Throwable failure) {
        return failure instanceof TimeoutException ? Fault.TIMEOUT : Fault.UNREACHABLE;
    }

    /** What failed, for a person: the kind, not a stack trace. */
    private String words(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return endpoint + ": DNS: there is no address for " + endpoint.host();
        } else if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
            return endpoint + ": TLS: " + failure.getMessage();
        } else if (failure instanceof ConnectException) {
            return endpoint + ": TCP: " + failure.getMessage();
        }
        return endpoint + ": " + failure.getMessage();
    }
}
