package dev.postern.gateway.wire;

import io.netty.channel.Channel;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * TLS connections from their first byte, long before they are anybody's: counts them among the open ones while they
 * shake hands, and ends those that finished the handshake but never said what they want (SR-59). Vert.x hands a
 * connection over only after the handshake, and one with HTTP/2 only after its first SETTINGS frame; until then it would
 * cost memory that no limit knows of.
 */
public final class Arrivals extends JdkSSLEngineOptions {

    private static final AttributeKey<Integer> RANK = AttributeKey.valueOf("postern.rank");

    private final AtomicInteger open;
    private final Duration patience;

    /**
     * @param open number of open connections
     * @param patience how long a connection may take after the handshake to become one of a client's
     */
    public Arrivals(AtomicInteger open, Duration patience) {
        this.open = open;
        this.patience = patience;
    }

    @Override
    public Arrivals copy() {
        return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new Counted(super.create());
            }
        };
    }

    /** How many connections were open when this one came, itself included; 0 for one that came in clear text. */
    static int rank(Channel channel) {
        Integer rank = channel.attr(RANK).get();
        return rank == null ? 0 : rank;
    }

    private void handshakeDone(Channel channel) {
        Future<?> patienceOver = channel.eventLoop()
                .schedule(
                        () -> {
                            if (!ClientConnection.isOpen(channel)) {
                                channel.pipeline().firstContext().close();
                            }
                        },
                        patience.toMillis(),
                        TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> {
            open.decrementAndGet();
            patienceOver.cancel(false);
        });
    }

    private final class Counted extends DelegatingSslContext {

        Counted(SslContext context) {
            super(context);
        }

        @Override
        protected void initEngine(SSLEngine engine) {}

        @Override
        protected void initHandler(SslHandler handler) {
            int rank = open.incrementAndGet();
            handler.handshakeFuture().addListener(done -> {
                if (done.isSuccess()) {
                    Channel channel = (Channel) done.getNow();
                    channel.attr(RANK).set(rank);
                    handshakeDone(channel);
                } else {
                    open.decrementAndGet();
                }
            });
        }
    }
}
