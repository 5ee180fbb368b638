package dev.postern.function.http;

/**
 * Where requests go.
 *
 * @param tls whether the connection is TLS, with certificate chain and host name checked
 * @param host name or address without brackets
 * @param port 1 to 65535
 */
public record Endpoint(boolean tls, String host, int port) {

    /** As in a URL: scheme, host and port, no path. For messages and logs. */
    @Override
    public String toString() {
        return (tls ? "https://" : "http://") + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
