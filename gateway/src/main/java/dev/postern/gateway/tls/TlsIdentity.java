package dev.postern.gateway.tls;

import dev.postern.authorizer.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509KeyManager;

/**
 * Who one side of a TLS connection is: a certificate, the chain above it, and its private key, from two PEM files.
 * Refuses a key that does not belong to the certificate, so that a half-renewed pair is never put in force. Immutable;
 * equal when the files hold the same bytes.
 */
public final class TlsIdentity {

    private final Buffer certificatePem;
    private final Buffer keyPem;
    private final KeyManagerFactory factory;
    private final X509Certificate certificate;

    private TlsIdentity(Buffer certificatePem, Buffer keyPem, KeyManagerFactory factory, X509Certificate certificate) {
        this.certificatePem = certificatePem;
        this.keyPem = keyPem;
        this.factory = factory;
        this.certificate = certificate;
    }

    /**
     * Reads certificate and key. Blocks.
     *
     * @param certificate the chain, own certificate first
     * @param key RSA or EC, without a password
     * @param section where the two are named in the configuration, as {@code cert} and {@code key}
     * @return null after reporting what is wrong
     */
    public static TlsIdentity read(
            Vertx vertx, Path certificate, Path key, String section, Instant now, Problems problems) {
        Buffer certificatePem = PemFile.read(certificate, section + ".cert", problems);
        Buffer keyPem = PemFile.read(key, section + ".key", problems);
        if (certificatePem == null || keyPem == null || !holdsCertificate(vertx, certificatePem)) {
            if (certificatePem != null && keyPem != null) {
                problems.error(
                        section + ".cert",
                        "the file " + certificate + " holds no certificate that can be read",
                        "write the certificate into it, and the chain above it, as PEM");
            }
            return null;
        }
        try {
            KeyManagerFactory factory = new PemKeyCertOptions()
                    .addCertValue(certificatePem)
                    .addKeyValue(keyPem)
                    .getKeyManagerFactory(vertx);
            X509KeyManager manager = managerOf(factory);
            X509Certificate own = null;
            PrivateKey ownKey = null;
            for (String type : List.of("RSA", "EC")) {
                String[] aliases = manager.getClientAliases(type, null);
                if (aliases != null && aliases.length > 0) {
                    own = manager.getCertificateChain(aliases[0])[0];
                    ownKey = manager.getPrivateKey(aliases[0]);
                }
            }
            if (own == null) {
                throw new GeneralSecurityException("neither RSA nor EC");
            }
            if (!belongs(ownKey, own)) {
                return mismatch(certificate, key, section, problems);
            }
            CertificateDates.report(own, now, section + ".cert", problems);
            return new TlsIdentity(certificatePem, keyPem, factory, own);
        } catch (IllegalArgumentException e) {
            // KeyStore.PrivateKeyEntry: key and certificate are of two algorithms.
            return mismatch(certificate, key, section, problems);
        } catch (Exception e) { // what Vert.x throws here is not specified
            problems.error(
                    section + ".key",
                    "the file " + key + " holds no private key that can be used",
                    "write an RSA or EC key without a password into it, as PEM");
            return null;
        }
    }

    private static boolean holdsCertificate(Vertx vertx, Buffer pem) {
        try {
            new PemTrustOptions().addCertValue(pem).getTrustManagerFactory(vertx);
            return true;
        } catch (Exception e) { // as above
            return false;
        }
    }

    private static TlsIdentity mismatch(Path certificate, Path key, String section, Problems problems) {
        problems.error(
                section + ".key",
                "the key in " + key + " does not belong to the certificate in " + certificate,
                "name the key that the certificate was made for; renew both files together");
        return null;
    }

    private static X509KeyManager managerOf(KeyManagerFactory factory) throws GeneralSecurityException {
        for (KeyManager manager : factory.getKeyManagers()) {
            if (manager instanceof X509KeyManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("no key manager");
    }

    /** Whether what the key signs, the certificate verifies. */
    private static boolean belongs(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        byte[] anything = {1, 2, 3};
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(anything);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certificate.getPublicKey());
        verifying.update(anything);
        try {
            return verifying.verify(signing.sign());
        } catch (SignatureException e) {
            return false;
        }
    }

    /** Whether a certificate has ended, or will within fourteen days. */
    public static boolean endsSoon(X509Certificate certificate, Instant now) {
        return CertificateDates.endsSoon(certificate, now);
    }

    /** For Vert.x clients. */
    public PemKeyCertOptions options() {
        return new PemKeyCertOptions().addCertValue(certificatePem).addKeyValue(keyPem);
    }

    /** For TLS of our own. */
    public KeyManagerFactory keyManagers() {
        return factory;
    }

    /** Its own certificate, without the chain above. */
    public X509Certificate certificate() {
        return certificate;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TlsIdentity that
                && certificatePem.equals(that.certificatePem)
                && keyPem.equals(that.keyPem);
    }

    @Override
    public int hashCode() {
        return certificatePem.hashCode();
    }

    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().getName();
    }
}
