package dev.postern.gateway.testing;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Opens TLS connections to a port of this machine, as one particular kind of client. */
public final class TlsSocket {

    private final TrustManagerFactory trust;
    private SSLContext context;
    private String[] suites;
    private String version = "TLSv1.3";
    private String[] protocols = {};

    private TlsSocket(TrustManagerFactory trust, SSLContext context) {
        this.trust = trust;
        this.context = context;
    }

    /** A client that trusts one authority. */
    public static TlsSocket trusting(Path authority) {
        try (InputStream pem = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new TlsSocket(trust, context);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Shows this certificate, whatever authorities the server names. */
    public TlsSocket showing(Path certificate, Path key) {
        try {
            context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {OneCertificate.of(certificate, key)}, trust.getTrustManagers(), null);
            return this;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Offers only these cipher suites. */
    public TlsSocket suites(String... names) {
        suites = names;
        return this;
    }

    /** Only this version, such as {@code TLSv1.2}; 1.3 unless said. */
    public TlsSocket version(String only) {
        version = only;
        return this;
    }

    /** Offers these protocols by ALPN; none unless said, and then no ALPN at all. */
    public TlsSocket offering(String... names) {
        protocols = names;
        return this;
    }

    /** Whom it trusts and what it shows, for clients of another make. */
    public SSLContext context() {
        return context;
    }

    /** After the handshake. */
    public SSLSocket connect(int port) {
        try {
            return over(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new AssertionError("no connection: " + e, e);
        }
    }

    /** After the handshake on a connection that is open already. */
    public SSLSocket over(Socket plain) {
        try {
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setApplicationProtocols(protocols);
            if (suites != null) {
                parameters.setCipherSuites(suites);
            }
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            throw new AssertionError("no TLS connection: " + e, e);
        }
    }
}
