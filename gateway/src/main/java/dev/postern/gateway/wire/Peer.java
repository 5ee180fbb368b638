package dev.postern.gateway.wire;

import dev.postern.gateway.http.TrustedProxies;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;

/**
 * Who is at the other end of a connection: the socket's peer, or the address that a PROXY header gave.
 *
 * @param address literal, without port and brackets; empty for a socket file
 * @param hidden whether a proxy passes on somebody whom it did not name: then {@code address} is the proxy's, and what
 *     the headers claim is not believed, as they may be that somebody's
 */
public record Peer(String address, boolean hidden) {

    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf("postern.peer");

    /** What is known so far. */
    static Peer of(Channel channel) {
        Peer named = channel.attr(KEY).get();
        return named == null ? new Peer(socketAddress(channel), false) : named;
    }

    static String socketAddress(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote && remote.getAddress() != null
                ? remote.getAddress().getHostAddress()
                : "";
    }

    void of(Channel channel, ClientConnection connection) {
        channel.attr(KEY).set(this);
        if (connection != null) {
            connection.cameFrom(this);
        }
    }

    /** Whether its forwarding headers are believed. */
    public boolean isTrusted(TrustedProxies proxies) {
        return !hidden && proxies.trusts(address);
    }
}
