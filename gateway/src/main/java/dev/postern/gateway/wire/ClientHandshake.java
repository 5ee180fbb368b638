package dev.postern.gateway.wire;

import dev.postern.gateway.http.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The TLS handshake of one client: after its PROXY header, if it has to send one, and reported when it fails. */
final class ClientHandshake extends SslHandler {

    private static final AttributeKey<Integer> RANK = AttributeKey.valueOf("postern.rank");

    private final ProxyProtocol proxyProtocol;
    private final TlsListener.Gate gate;
    private final Consumer<Channel> begun;

    ClientHandshake(
            SSLEngine engine,
            Executor executor,
            ProxyProtocol proxyProtocol,
            TlsListener.Gate gate,
            Consumer<Channel> begun) {
        super(engine, executor);
        this.proxyProtocol = proxyProtocol;
        this.gate = gate;
        this.begun = begun;
    }

    /** How many connections were open when this one came, itself included; 0 for one that came in clear text. */
    static int rank(Channel channel) {
        Integer rank = channel.attr(RANK).get();
        return rank == null ? 0 : rank;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        super.handlerAdded(context);
        Channel channel = context.channel();
        int rank = gate.enters();
        if (rank == 0) {
            gate.refused(Peer.of(channel).address(), Refusal.CONNECTION_LIMIT);
            channel.close();
            return;
        }
        channel.attr(RANK).set(rank);
        channel.closeFuture().addListener(closed -> gate.left());
        channel.attr(RANK).set(rank);
        begun.accept(channel);
        proxyProtocol.expect(channel);
        handshakeFuture().addListener(shaken -> {
            if (shaken.isSuccess()) {
                if (ApplicationProtocolNames.HTTP_2.equals(applicationProtocol())) {
                    channel.pipeline().addAfter(context.name(), "heads", new HeadWatch());
                }
                awaitTheClient(channel);
            }
            Refusal why = shaken.isSuccess() || ProxyHeader.isAwaited(channel) ? null : refusal(shaken.cause());
            if (why != null) {
                gate.refused(Peer.of(channel).address(), why);
            }
        });
    }

    /** HTTP/2 begins with a SETTINGS frame; until it comes, nobody is in charge of the connection. */
    private void awaitTheClient(Channel channel) {
        Future<?> patience = channel.eventLoop()
                .schedule(
                        () -> {
                            if (ClientConnection.of(channel) == null) {
                                channel.pipeline().firstContext().close();
                            }
                        },
                        getHandshakeTimeoutMillis(),
                        TimeUnit.MILLISECONDS);
        // A closed connection would be remembered until then.
        channel.closeFuture().addListener(closed -> patience.cancel(false));
    }

    /** Null when the client only left, as port scanners and probes of load balancers do. */
    private static Refusal refusal(Throwable cause) {
        if (cause instanceof SslHandshakeTimeoutException) {
            return Refusal.TLS_TIMEOUT;
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof GeneralSecurityException
                    || each instanceof SSLException && isWithoutCertificate(each.getMessage())) {
                return Refusal.CLIENT_CERTIFICATE_REFUSED;
            }
        }
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof ClosedChannelException) {
                return null;
            }
        }
        return cause instanceof SSLException || cause.getCause() instanceof SSLException ? Refusal.TLS_REFUSED : null;
    }

    /** The words of the JDK for a client that was asked for a certificate and has none. */
    private static boolean isWithoutCertificate(String message) {
        return message != null && message.contains("Empty client certificate chain");
    }
}
