package dev.postern.gateway.http;

import io.vertx.core.http.HttpMethod;

/**
 * What {@link RequestHeaderRules} found while it cleaned a request's headers.
 *
 * @param refusal why the request cannot go on; null when it can, and only then the rest means anything
 * @param host the valid value of {@code Host} as sent; null on HTTP/1.0 or HTTP/2 without it
 * @param method the method to route by: the request's own, or what an honoured method override says (SR-159)
 * @param expectContinue whether the client waits for 100 (Continue) before it sends its body
 * @param upgrade what the connection is asked to become
 * @param contentLength bytes of the body; -1 without {@code Content-Length}
 * @param chunked whether there is a body of unknown length
 * @param trailers whether the client reads trailers ({@code TE: trailers}); HTTP/2 only
 * @param requestId the id a trusted peer gave the request; null when one is to be made
 */
public record Swept(
        Refusal refusal,
        String host,
        HttpMethod method,
        boolean expectContinue,
        Upgrade upgrade,
        long contentLength,
        boolean chunked,
        boolean trailers,
        String requestId) {

    /** Whether a body follows the head. */
    public boolean hasBody() {
        return chunked || contentLength > 0;
    }

    /** The same request with a body whose end is marked by the protocol, and not by a header. */
    public Swept withOpenBody() {
        return new Swept(
                refusal, host, method, expectContinue, upgrade, contentLength, contentLength <= 0, trailers, requestId);
    }

    static Swept refused(Refusal refusal) {
        return new Swept(refusal, null, null, false, Upgrade.NONE, -1, false, false, null);
    }
}
