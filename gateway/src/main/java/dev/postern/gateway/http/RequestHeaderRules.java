package dev.postern.gateway.http;

import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a client's headers goes on, before anything else reads them. Compiled once per configuration; one pass over
 * the headers per request, removing in place. It refuses ambiguous requests and removes
 * <ul>
 *   <li>hop-by-hop headers and whatever {@code Connection} nominates (SR-30),
 *   <li>every spelling of a protected identity header (SR-26 to SR-28),
 *   <li>the forwarding and client certificate families of an untrusted peer (SR-18, SR-20, SR-37),
 *   <li>method overrides (SR-159), names with an underscore unless allowed (SR-28), and {@code X-Request-Id}.
 * </ul>
 * Of a complete WebSocket handshake exactly {@code Connection: Upgrade} and {@code Upgrade: websocket} stay.
 * {@code Host} and {@code Content-Length} stay for the record; what goes upstream is framed and addressed anew (SR-47).
 */
public final class RequestHeaderRules {

    private static final int NAME_VALUE_OVERHEAD = 4;

    private final int maxBytes;
    private final int maxCount;
    private final boolean methodOverride;
    private final Set<String> underscores = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final FoldedNames<HeaderRole> roles;

    /**
     * @param server limits, allowed underscores, method override
     * @param protectedNames every header that some route fills from the caller, as configured
     */
    public RequestHeaderRules(ServerConfig server, Collection<String> protectedNames) {
        maxBytes = server.limits().headers();
        maxCount = server.limits().headerCount();
        methodOverride = server.methodOverride();
        underscores.addAll(server.allowUnderscores());
        Map<String, HeaderRole> all = HeaderRole.known();
        Map<String, HeaderRole> named = new LinkedHashMap<>();
        all.forEach((name, role) -> named.put(FoldedNames.fold(name), role));
        protectedNames.forEach(name -> named.put(FoldedNames.fold(name), HeaderRole.PROTECTED));
        roles = FoldedNames.of(named);
    }

    /**
     * Looks at every header once and removes what must not go on.
     *
     * @param headers of the request; changed in place
     * @param trustedPeer whether the connection comes from a trusted proxy
     */
    public Swept sweep(HttpVersion version, HttpMethod method, MultiMap headers, boolean trustedPeer) {
        return new Sweep(this, version, method, headers, trustedPeer).run();
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxCount() {
        return maxCount;
    }

    static int overhead() {
        return NAME_VALUE_OVERHEAD;
    }

    boolean methodOverride() {
        return methodOverride;
    }

    boolean allowsUnderscore(String name) {
        return underscores.contains(name);
    }

    /** Null for an ordinary header. */
    HeaderRole role(String name) {
        HeaderRole role = roles.get(name);
        return role != null ? role : HeaderRole.byPrefix(name);
    }
}
