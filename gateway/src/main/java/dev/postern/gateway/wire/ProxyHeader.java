package dev.postern.gateway.wire;

import dev.postern.gateway.http.IpAddress;
import dev.postern.gateway.http.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.TransportProtocol;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Takes the PROXY header that a decoder before it read, and leaves. A connection whose header cannot be read, or does
 * not come in time, is closed without an answer, as its bytes are nobody's.
 */
final class ProxyHeader extends ChannelInboundHandlerAdapter {

    static final String NAME = "proxyHeader";

    private final ProxyProtocol.Refusals refusals;
    private final long patienceMillis;
    private ScheduledFuture<?> late;
    private boolean over;

    ProxyHeader(ProxyProtocol.Refusals refusals, long patienceMillis) {
        this.refusals = refusals;
        this.patienceMillis = patienceMillis;
    }

    /** Whether a connection's header has yet to come. */
    static boolean isAwaited(Channel channel) {
        return channel.pipeline().get(NAME) != null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        late = context.executor()
                .schedule(() -> refuse(context, Refusal.PROXY_HEADER_TIMEOUT), patienceMillis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        late.cancel(false);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            // A closed channel still hands on what was read with the header.
            ReferenceCountUtil.release(message);
            return;
        }
        if (!(message instanceof HAProxyMessage header)) {
            // Nothing is read as a request before it is known whose it is.
            ReferenceCountUtil.release(message);
            refuse(context, Refusal.BAD_PROXY_HEADER);
            return;
        }
        try {
            Peer peer = peer(header, context.channel());
            if (peer == null) {
                refuse(context, Refusal.BAD_PROXY_HEADER);
                return;
            }
            over = true;
            peer.of(context.channel(), ClientConnection.of(context.channel()));
            context.pipeline().remove(this);
        } finally {
            header.release();
        }
    }

    /** Null when the header names somebody who cannot have come by this connection. */
    private static Peer peer(HAProxyMessage header, Channel channel) {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        switch (protocol) {
            case TCP4, TCP6 -> {
                // IPv4-mapped addresses are IPv4 (SR-24); one with a zone is no client's.
                String address =
                        header.sourceAddress().indexOf('%') >= 0 ? null : IpAddress.canonical(header.sourceAddress());
                return address == null ? null : new Peer(address, false);
            }
            default -> {
                // LOCAL, UNKNOWN and socket files name nobody: the socket's peer stays (section 2.2 of the protocol).
                return protocol.transportProtocol() == TransportProtocol.DGRAM
                        ? null
                        : new Peer(Peer.socketAddress(channel), true);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        refuse(context, Refusal.BAD_PROXY_HEADER);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!over) {
            over = true;
            late.cancel(false);
        }
        context.fireChannelInactive();
    }

    private void refuse(ChannelHandlerContext context, Refusal why) {
        if (!over) {
            over = true;
            refusals.refused(Peer.socketAddress(context.channel()), why);
            context.channel().close();
        }
    }
}
