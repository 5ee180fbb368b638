package dev.postern.gateway.wire;

import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.tls.ListenerTls;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;

/**
 * TLS of the data port, in the place of Vert.x's engine. Vert.x would keep a context for the life of its options, and
 * its cache of contexts does not look at whether client certificates are asked for; here each handshake takes what is in
 * force at that moment. A PROXY header is read before the handshake, and a handshake that fails is reported; one that is
 * done has to be followed by a request in time (SR-59).
 *
 * <p>Shared by all event loops.
 */
public final class TlsListener extends JdkSSLEngineOptions {

    /** What the listener needs of the gateway. */
    public interface Gate {
        /**
         * Counts a connection among the open ones, from its first moment: Vert.x hands it over only after the
         * handshake, one with HTTP/2 only after its first SETTINGS frame, and until then it costs memory too.
         *
         * @return how many are open, it included; 0 when there is no room for it, and otherwise {@link #left} follows
         */
        int enters();

        void left();

        /** @param peer the address known by then */
        void refused(String peer, Refusal why);
    }

    private record Terms(ListenerTls tls, SslContext context, int trust) {}

    /** By which rules the client of one connection was judged. */
    static final class Judgement {

        private static final AttributeKey<Judgement> KEY = AttributeKey.valueOf("postern.judgement");

        private final TlsListener listener;
        private final Terms terms;

        private Judgement(TlsListener listener, Terms terms) {
            this.listener = listener;
            this.terms = terms;
        }

        /** Null on a connection without TLS. */
        static Judgement of(Channel channel) {
            return channel.attr(KEY).get();
        }

        boolean asksForCertificate() {
            return terms.tls().clientAuth() != ServerConfig.ClientAuth.NONE;
        }

        /** Whether other rules are in force by now. */
        boolean isOutdated() {
            return terms.trust() != listener.terms.trust();
        }
    }

    private final ProxyProtocol proxyProtocol;
    private final Gate gate;
    private volatile ListenerTls tls;
    private volatile List<String> protocols;
    private volatile Terms terms;

    public TlsListener(ListenerTls first, ProxyProtocol proxyProtocol, Gate gate) {
        this.tls = first;
        this.proxyProtocol = proxyProtocol;
        this.gate = gate;
    }

    /** From now on; connections that are open stay as they are. */
    public synchronized void use(ListenerTls next) {
        boolean same = next.equals(tls);
        tls = next;
        if (protocols != null && !same) {
            Terms before = terms;
            boolean asBefore = next.judgesClientsAs(before.tls());
            terms = new Terms(next, next.context(protocols), asBefore ? before.trust() : before.trust() + 1);
        }
    }

    @Override
    public TlsListener copy() {
        return this;
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new SslContextFactory() {
            @Override
            public SslContextFactory applicationProtocols(List<String> offered) {
                begin(offered);
                return this;
            }

            @Override
            public SslContext create() {
                return new Current();
            }
        };
    }

    private synchronized void begin(List<String> offered) {
        if (protocols == null) {
            protocols = List.copyOf(offered);
            terms = new Terms(tls, tls.context(protocols), 0);
        }
    }

    /** Stands for whatever context is in force when a connection comes. */
    private final class Current extends SslContext {

        @Override
        protected SslHandler newHandler(
                ByteBufAllocator allocator, String host, int port, boolean startTls, Executor executor) {
            Terms now = terms;
            return new ClientHandshake(
                    now.context().newEngine(allocator, host, port),
                    executor,
                    proxyProtocol,
                    gate,
                    channel -> channel.attr(Judgement.KEY).set(new Judgement(TlsListener.this, now)));
        }

        @Override
        protected SslHandler newHandler(ByteBufAllocator allocator, boolean startTls, Executor executor) {
            return newHandler(allocator, null, -1, startTls, executor);
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return terms.context().cipherSuites();
        }

        @Override
        @SuppressWarnings("deprecation") // abstract in SslContext
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return terms.context().applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            return terms.context().newEngine(allocator);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
            return terms.context().newEngine(allocator, host, port);
        }

        @Override
        public SSLSessionContext sessionContext() {
            return terms.context().sessionContext();
        }
    }
}
