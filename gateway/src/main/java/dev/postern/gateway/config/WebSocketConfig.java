package dev.postern.gateway.config;

import java.time.Duration;

/**
 * How long the WebSockets of a route may last.
 *
 * @param idle longest time in which neither side sends anything, pings included; null for the server's idle time-out
 * @param closeOnExpiry whether they end with the credential they were opened with
 */
public record WebSocketConfig(Duration idle, boolean closeOnExpiry) {
    public static final WebSocketConfig DEFAULT = new WebSocketConfig(null, true);
}
