package dev.postern.gateway.integration;

import dev.postern.gateway.wire.Flow;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;

/** A connection to an upstream as one exchange has it: the whole of it with HTTP/1, one stream of it with HTTP/2. */
interface UpstreamConnection {

    /** Whether others use it at the same time, each with a stream of its own. */
    boolean isShared();

    /** Whether another exchange used it before this one: only then may a broken connection mean nothing but age. */
    boolean used();

    /** Stops and restarts reading from the upstream, beside pausing and resuming its answer. */
    Flow flow();

    Future<HttpClientRequest> request(RequestOptions options);

    /**
     * Gives it back after a whole answer to a whole request.
     *
     * @param keepAlive false when the answer said that it is the last (RFC 9112 section 9.3)
     * @param idleLimit nanoseconds that the upstream keeps it when it is idle
     */
    void giveBack(boolean keepAlive, long idleLimit);

    /** Ends it: after any fault, an unfinished request or an unfinished answer (SR-50). Safe to call twice. */
    void discard();

    /** It became a tunnel: no longer one of the pool's. */
    void leavePool();
}
