package dev.postern.gateway.config;

/**
 * The admin port.
 *
 * @param host {@code 127.0.0.1} by default
 * @param port 9090 by default; 0 takes any free port
 * @param token what paths beyond metrics and health ask for; null for a fresh one per start
 */
public record AdminConfig(String host, int port, String token) {

    public static final AdminConfig DEFAULT = new AdminConfig("127.0.0.1", 9090, null);

    /** Without the token. */
    @Override
    public String toString() {
        return "AdminConfig[host=" + host + ", port=" + port + ", token=" + (token == null ? "none" : "set") + "]";
    }
}
