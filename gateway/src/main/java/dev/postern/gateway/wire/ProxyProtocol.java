package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.TrustedProxies;
import io.netty.channel.Channel;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.time.Duration;

/**
 * Who has to begin a connection with a PROXY header (version 1 or 2), which says whom it is passed on for. Trusted
 * proxies have to, as a client could otherwise write one; of everybody else the bytes are what they are: no request.
 *
 * <p>Shared by all event loops.
 */
public final class ProxyProtocol {

    /** What connections that are closed for it are reported to. */
    public interface Refusals {
        /** @param peer the socket's address */
        void refused(String peer, Refusal why);
    }

    /** Bytes of type-length-value fields in a header of version 2. The addresses are not among them. */
    static final int MAX_FIELDS = 4 << 10;

    private final Refusals refusals;
    private volatile TrustedProxies senders = TrustedProxies.NONE;
    private volatile long patienceMillis;

    public ProxyProtocol(Refusals refusals) {
        this.refusals = refusals;
    }

    /**
     * From now on.
     *
     * @param senders who has to send it; nobody where it is off
     * @param patience for the whole header, from the first moment of a connection
     */
    public void use(TrustedProxies senders, Duration patience) {
        this.senders = senders;
        this.patienceMillis = patience.toMillis();
    }

    /** Waits for the header before anything else of a fresh connection is read, if its peer has to send one. */
    public void expect(Channel channel) {
        if (senders.trusts(Peer.socketAddress(channel))) {
            channel.pipeline().addFirst(ProxyHeader.NAME, new ProxyHeader(refusals, patienceMillis));
            channel.pipeline().addFirst("proxyDecoder", new HAProxyMessageDecoder(MAX_FIELDS));
        }
    }
}
