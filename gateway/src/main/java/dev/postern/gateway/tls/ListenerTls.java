package dev.postern.gateway.tls;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.ServerConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/**
 * What the listener shows its clients, and what it asks of them; read once, so that what was checked is what is used.
 * Refuses to ask for certificates without authorities to judge them by (SR-148).
 *
 * @param identity certificate and key of the listener
 * @param clientAuth whether clients show a certificate
 * @param clientCa the only authorities it may come from; null when none is asked for
 */
public record ListenerTls(TlsIdentity identity, ServerConfig.ClientAuth clientAuth, Authorities clientCa) {

    private static final String SECTION = "server.tls";

    /** RFC 8996: nothing older. */
    public static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption only; what RFC 9113 appendix A bans for HTTP/2 is not among them. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /** Seconds a client may take a session up again. */
    private static final int RESUMABLE = 300;

    /**
     * Reads the files of a configuration. Blocks.
     *
     * @return null when the configuration has none, and after reporting what is wrong
     */
    public static ListenerTls read(Vertx vertx, Instant now, ServerConfig.Tls files, Problems problems) {
        if (files == null) {
            return null;
        }
        TlsIdentity identity = TlsIdentity.read(vertx, files.cert(), files.key(), SECTION, now, problems);
        Authorities clientCa = files.clientCa() == null
                ? null
                : Authorities.read(vertx, files.clientCa(), SECTION + ".clientCa", now, problems);
        boolean unjudged = files.clientAuth() != ServerConfig.ClientAuth.NONE && clientCa == null;
        return identity == null || unjudged ? null : new ListenerTls(identity, files.clientAuth(), clientCa);
    }

    /** Those of the list that this Java platform has. */
    static Set<String> cipherSuites() {
        try {
            Set<String> suites = new LinkedHashSet<>(SUITES);
            suites.retainAll(
                    Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()));
            return suites;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Whether a client that was let in by the other is let in by this one for the same reasons. */
    public boolean judgesClientsAs(ListenerTls other) {
        return clientAuth == other.clientAuth && Objects.equals(clientCa, other.clientCa);
    }

    /**
     * A context of its own, with its own sessions: none made with another one can be taken up (SR-148).
     *
     * @param protocols offered by ALPN, in this order
     */
    public SslContext context(List<String> protocols) {
        DefaultSslContextFactory factory = new DefaultSslContextFactory(SslProvider.JDK, false);
        factory.forServer(
                        switch (clientAuth) {
                            case NONE -> ClientAuth.NONE;
                            case OPTIONAL -> ClientAuth.OPTIONAL;
                            case REQUIRED -> ClientAuth.REQUIRE;
                        })
                .enabledProtocols(PROTOCOLS)
                .enabledCipherSuites(cipherSuites())
                .useAlpn(true)
                .applicationProtocols(protocols)
                .keyMananagerFactory(identity.keyManagers());
        if (clientCa != null) {
            factory.trustManagerFactory(clientCa.trustManagers());
        }
        try {
            SslContext context = factory.create();
            context.sessionContext().setSessionTimeout(RESUMABLE);
            return context;
        } catch (SSLException e) {
            throw new IllegalStateException("certificate and key were tried out before", e);
        }
    }
}
