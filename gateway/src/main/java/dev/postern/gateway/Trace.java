package dev.postern.gateway;

import dev.postern.authorizer.Identity;
import java.util.Map;

/**
 * Follows one request through every step; what {@code explain} prints. With one the gateway calls no backend: what
 * would reach it is told here, and the client gets an empty 200. Called on an event loop; credentials are already
 * redacted.
 */
public interface Trace {

    /**
     * A step is done.
     *
     * @param step its name: tls, headers, target, route, cors, authorizer, identity, path, upstream, gateway
     * @param verdict one or two words
     * @param detail lines for a person; empty for none
     */
    void step(String step, String verdict, String detail);

    /** Whether functions may be called for this request. */
    default boolean mayInvoke() {
        return true;
    }

    /** The authorizer admitted this caller. */
    void admitted(Identity identity);

    /** The authorizer refused, by a rule of the route, the bearer of a good token with these claims. */
    void verified(Map<String, Object> claims);

    /** Whether the request is to count as one that came by TLS, as the connection to explain it does not. */
    boolean cameByTls();

    /** A CORS policy answered a preflight. */
    void preflightAnswered();

    /**
     * The request would go to a backend now.
     *
     * @param upstream name of the upstream
     * @param head request line and headers as the backend would get them
     */
    void reached(String upstream, String head);
}
