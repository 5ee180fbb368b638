package dev.postern.gateway.integration;

import io.vertx.core.buffer.Buffer;

/** An admitted WebSocket handshake on its way to an upstream. */
public interface UpgradedRequest extends ForwardedRequest, Tunnel.Listener {

    /** What the client sent behind its handshake; asked for once, just before the connection becomes a tunnel. */
    Buffer early();

    /** Both sides agreed; the tunnel is about to start. From here only {@link Tunnel.Listener} calls come. */
    void bridged(Tunnel tunnel);
}
