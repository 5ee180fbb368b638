package dev.postern.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The data port.
 *
 * @param host address to listen on, {@code ::} by default
 * @param port 0 to 65535, 8080 by default; 0 takes any free port
 * @param timeouts how long clients may take
 * @param limits how much clients may send
 * @param drain how a stop goes
 * @param trustedProxies CIDR blocks of peers whose forwarding headers and request ids are believed; empty by default
 * @param allowUnderscores header names with an underscore that clients may send (lower case); all others with one are
 *     dropped (SR-28)
 * @param methodOverride whether {@code X-HTTP-Method-Override} is honoured as API Gateway REST does, instead of removed
 * @param tls certificate and key of the listener; null for clear text
 * @param http2 whether HTTP/2 is offered by ALPN; never without {@code tls}
 * @param proxyProtocol whether trusted proxies begin each connection with a PROXY header
 */
public record ServerConfig(
        String host,
        int port,
        Timeouts timeouts,
        Limits limits,
        Drain drain,
        List<String> trustedProxies,
        List<String> allowUnderscores,
        boolean methodOverride,
        Tls tls,
        boolean http2,
        boolean proxyProtocol) {

    /**
     * @param head from the first byte of a connection or request to the end of its head
     * @param body longest pause inside a request body
     * @param idle longest pause between requests of a connection, and of a tunnel
     * @param total whole exchange; null for none
     */
    public record Timeouts(Duration head, Duration body, Duration idle, Duration total) {
        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(75), null);
    }

    /**
     * @param requestLine bytes of the request target (414)
     * @param headers bytes of all header lines (431)
     * @param headerCount number of header lines (431)
     * @param connections open client connections (503)
     * @param body bytes of a request body unless a route says otherwise (413); -1 for none
     * @param token bytes of a token (401)
     * @param mappedBody bytes of a body that a mapping has to hold (413)
     */
    public record Limits(
            int requestLine, int headers, int headerCount, int connections, long body, int token, long mappedBody) {
        public static final Limits DEFAULT = new Limits(8 << 10, 32 << 10, 100, 10_000, -1, 16 << 10, 10L << 20);
    }

    /**
     * @param delay after SIGTERM new connections are still served this long
     * @param timeout then exchanges under way have this long
     */
    public record Drain(Duration delay, Duration timeout) {
        public static final Drain DEFAULT = new Drain(Duration.ofSeconds(5), Duration.ofSeconds(25));
    }

    /**
     * @param cert PEM file with the certificate of the listener, and those that lead to its authority
     * @param key PEM file with its private key
     * @param clientAuth whether clients show a certificate
     * @param clientCa PEM file with the authorities it must come from; null exactly when none is asked for
     */
    public record Tls(Path cert, Path key, ClientAuth clientAuth, Path clientCa) {}

    /** Whether clients show a certificate in the TLS handshake. */
    public enum ClientAuth {
        NONE,
        /** A client without one is served; a bad one ends the handshake. */
        OPTIONAL,
        REQUIRED
    }

    public static final ServerConfig DEFAULT = new ServerConfig(
            "::",
            8080,
            Timeouts.DEFAULT,
            Limits.DEFAULT,
            Drain.DEFAULT,
            List.of(),
            List.of(),
            false,
            null,
            false,
            false);
}
