package dev.postern.gateway.integration;

/** An admitted WebSocket handshake on its way to an upstream. */
public interface UpgradedRequest extends ForwardedRequest, Tunnel.Listener {

    /** Both sides agreed; the tunnel is about to start. From here only {@link Tunnel.Listener} calls come. */
    void bridged(Tunnel tunnel);
}
