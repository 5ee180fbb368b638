package dev.postern.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;

/**
 * Tells the backend where a request came from. What an untrusted peer said was already removed by
 * {@link RequestHeaderRules}, so that everything here is made anew; a trusted peer's words are kept and added to.
 *
 * <ul>
 *   <li>{@code X-Forwarded-For}: all earlier hops, then the peer;
 *   <li>{@code X-Forwarded-Proto}, {@code -Host}, {@code -Port}: a trusted peer's single valid value, else ours;
 *   <li>{@code Forwarded} (RFC 7239): earlier elements, then {@code for=…;host=…;proto=…}.
 * </ul>
 */
public final class Forwarding {

    private static final CharSequence FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    private static final CharSequence PROTO = HttpHeaders.createOptimized("X-Forwarded-Proto");
    private static final CharSequence HOST = HttpHeaders.createOptimized("X-Forwarded-Host");
    private static final CharSequence PORT = HttpHeaders.createOptimized("X-Forwarded-Port");
    private static final CharSequence FORWARDED = HttpHeaders.createOptimized("Forwarded");

    private Forwarding() {}

    /**
     * Sets the forwarding headers of an upstream request, of which {@code headers} are the swept client's.
     *
     * @param peer literal address of the connection
     * @param trustedPeer whether it is a trusted proxy
     * @param tls whether the connection is encrypted
     * @param host valid value of {@code Host}; null when the client sent none
     */
    public static void apply(MultiMap headers, String peer, boolean trustedPeer, boolean tls, String host) {
        String proto = tls ? "https" : "http";
        String port = host == null ? null : HostName.port(host);
        String ownPort = port != null ? port : tls ? "443" : "80";
        String element = element(peer, host, proto);
        if (!trustedPeer) {
            headers.set(FOR, peer);
            headers.set(PROTO, proto);
            headers.set(PORT, ownPort);
            if (host != null) {
                headers.set(HOST, host);
            }
            headers.set(FORWARDED, element);
            return;
        }
        headers.set(FOR, appended(headers.getAll(FOR), peer));
        String theirProto = single(headers, PROTO);
        boolean validProto = "http".equalsIgnoreCase(theirProto) || "https".equalsIgnoreCase(theirProto);
        headers.set(PROTO, validProto ? theirProto : proto);
        String theirHost = single(headers, HOST);
        boolean validHost = theirHost != null && HostName.isValid(theirHost);
        if (validHost) {
            headers.set(HOST, theirHost);
        } else if (host != null) {
            headers.set(HOST, host);
        } else {
            headers.remove(HOST);
        }
        String theirPort = single(headers, PORT);
        headers.set(PORT, theirPort != null && HostName.isValid("h:" + theirPort) ? theirPort : ownPort);
        headers.set(FORWARDED, appended(headers.getAll(FORWARDED), element));
    }

    private static String single(MultiMap headers, CharSequence name) {
        List<String> values = headers.getAll(name);
        return values.size() == 1 ? values.get(0) : null;
    }

    private static String appended(List<String> lines, String last) {
        if (lines.isEmpty()) {
            return last;
        }
        return String.join(", ", lines) + ", " + last;
    }

    /** {@code for} and {@code host} are quoted where they hold more than a token does (RFC 7239 section 4). */
    private static String element(String peer, String host, String proto) {
        StringBuilder out = new StringBuilder(96).append("for=");
        if (peer.indexOf(':') >= 0) {
            out.append("\"[").append(peer).append("]\"");
        } else {
            out.append(peer);
        }
        if (host != null) {
            if (HeaderName.isToken(host)) {
                out.append(";host=").append(host);
            } else {
                out.append(";host=\"").append(host).append('"');
            }
        }
        return out.append(";proto=").append(proto).toString();
    }
}
