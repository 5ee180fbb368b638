package dev.postern.gateway.config;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A backend.
 *
 * @param name key under {@code upstreams:}
 * @param tls whether the URL says {@code https}
 * @param host name or address without brackets; null for a socket file
 * @param port of the URL or its scheme's default
 * @param socket path of a unix domain socket ({@code unix:/run/app.sock}); null otherwise
 * @param pathPrefix path of the URL without a trailing slash; empty for none
 * @param timeouts limits in time
 * @param pool connections kept, per event loop
 * @param tlsSettings certificates; {@link Tls#DEFAULT} unless written
 * @param preserveHost whether the client's Host is passed on instead of the backend's own
 * @param forwardCredential whether the backend sees the header the credential came in
 * @param http2 whether HTTP/2 is spoken: by ALPN where the URL says {@code https}, else by prior knowledge
 * @param health path asked by {@code /health/upstream/NAME}; null for none
 */
public record UpstreamConfig(
        String name,
        boolean tls,
        String host,
        int port,
        String socket,
        String pathPrefix,
        Timeouts timeouts,
        Pool pool,
        Tls tlsSettings,
        boolean preserveHost,
        boolean forwardCredential,
        boolean http2,
        String health) {

    /**
     * @param connect one TCP or TLS connection
     * @param pool waiting for a pooled connection
     * @param head from the request to the head of the answer
     * @param idle longest pause in a body, either way
     */
    public record Timeouts(Duration connect, Duration pool, Duration head, Duration idle) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofSeconds(29), Duration.ofSeconds(60));
    }

    /**
     * @param size connections per event loop
     * @param queue requests that may wait per event loop
     * @param lifetime after which a connection is not used again
     * @param bodyBuffer bytes: a request body of known length that is no longer is read whole before a connection is
     *     taken; 0 to stream every body
     */
    public record Pool(int size, int queue, Duration lifetime, long bodyBuffer) {
        public static final Pool DEFAULT = new Pool(1024, 256, Duration.ofMinutes(5), 16 << 10);
    }

    /**
     * @param ca authorities to trust instead of the system's; null for the system's
     * @param cert client certificate; null for none
     * @param key its private key
     * @param verify whether chain and host name are checked; false is loud (SR-147)
     */
    public record Tls(Path ca, Path cert, Path key, boolean verify) {
        public static final Tls DEFAULT = new Tls(null, null, null, true);
    }
}
