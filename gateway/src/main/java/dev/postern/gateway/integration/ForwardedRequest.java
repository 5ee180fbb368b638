package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Flow;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * An admitted request on its way to an upstream, as the gateway sees it: what is to be sent, and what becomes of the
 * answer. Calls come on the event loop of the request. After {@link #failed} or {@link #finished} no further call
 * comes.
 */
public interface ForwardedRequest {

    /** The client's request; its body is paused. */
    HttpServerRequest client();

    /** Stops and restarts reading from the client's connection. */
    Flow clientFlow();

    HttpMethod method();

    /** Path and query for the upstream, canonical. */
    String target();

    /** Writes all request headers but the framing, which is made anew (SR-47). Called again for a retry. */
    void writeHeaders(MultiMap headers);

    /** Bytes of the body; 0 for none, -1 for chunked. */
    long contentLength();

    /** Bytes a body may have; -1 for no limit. */
    long bodyLimit();

    /** Whether the client waits for {@code 100 Continue} before it sends its body. */
    boolean expectsContinue();

    /** Whether the client reads trailers, and the upstream may count on it. */
    boolean readsTrailers();

    /** Nanoseconds between two pieces of the client's body, and of the client reading: fewer as soon as memory is scarce. */
    long clientPauseNanos();

    /** The request is on an upstream connection now, or waits for the answer again after a retry. */
    void sent();

    /**
     * The head of the answer came. Fills status and headers of the client's response.
     *
     * @return bytes of the body as the upstream declared them, and copied to the client's response; -1 when unknown
     */
    long answered(HttpClientResponse answer);

    /** A piece of the request body came from the client. */
    void received(int bytes);

    /** The whole request body came from the client. */
    void bodyReceived();

    /** A piece of the answer's body was written to the client. */
    void delivered(int bytes);

    /** No answer will come. Nothing was written to the client: the gateway answers. */
    void failed(UpstreamFailure failure);

    /** The body is larger than its limit. Nothing was written to the client: the gateway answers. */
    void bodyTooLarge();

    /** The client dawdled over its body. Nothing was written to the client: the gateway answers. */
    void bodyTimedOut();

    /**
     * The exchange is over.
     *
     * @param whole false when the answer was cut after its head: the client's connection must be cut too
     */
    void finished(boolean whole);
}
