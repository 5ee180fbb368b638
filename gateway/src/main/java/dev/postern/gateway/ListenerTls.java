package dev.postern.gateway;

import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.ServerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;

/**
 * What the listener shows its clients: certificate and private key, read once and tried out, so that what was checked
 * is what is used. Refuses files that hold no certificate or no key, an encrypted key, and a key that does not belong to
 * the certificate. A certificate whose time is over, or has not begun, is a warning.
 *
 * @param cert PEM text of the chain
 * @param key PEM text of the private key; never shown
 */
record ListenerTls(Buffer cert, Buffer key) {

    private static final String SECTION = "server.tls";
    private static final byte[] PROBE = {1, 2, 3};

    /** RFC 8996: nothing older. */
    static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

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

    /**
     * Reads the files of a configuration.
     *
     * @return null when the configuration has none, and after reporting what is wrong
     */
    static ListenerTls read(Vertx vertx, Instant now, ServerConfig.Tls files, Problems problems) {
        if (files == null) {
            return null;
        }
        Buffer cert = content(files.cert(), SECTION + ".cert", problems);
        Buffer key = content(files.key(), SECTION + ".key", problems);
        if (cert == null || key == null) {
            return null;
        }
        if (!holds(cert, "CERTIFICATE-----")) {
            problems.error(SECTION + ".cert", "holds no certificate", "name a PEM file with one");
            return null;
        }
        if (!holds(key, "PRIVATE KEY-----")) {
            problems.error(SECTION + ".key", "holds no private key", "name a PEM file with one");
            return null;
        }
        if (holds(key, "ENCRYPTED")) {
            problems.error(SECTION + ".key", "is encrypted", "name a PEM file with the plain key");
            return null;
        }
        ListenerTls tls = new ListenerTls(cert, key);
        return tls.isSound(vertx, now, problems) ? tls : null;
    }

    /** Those of the list that this Java platform has. */
    static List<String> cipherSuites() {
        try {
            Set<String> known =
                    Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
            return SUITES.stream().filter(known::contains).toList();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    PemKeyCertOptions keyCertOptions() {
        return new PemKeyCertOptions().addCertValue(cert).addKeyValue(key);
    }

    private boolean isSound(Vertx vertx, Instant now, Problems problems) {
        try {
            for (KeyManager manager :
                    keyCertOptions().getKeyManagerFactory(vertx).getKeyManagers()) {
                X509KeyManager keys = (X509KeyManager) manager;
                String alias = alias(keys);
                if (alias == null) {
                    continue;
                }
                X509Certificate leaf = keys.getCertificateChain(alias)[0];
                if (!belong(leaf.getPublicKey(), keys.getPrivateKey(alias))) {
                    problems.error(
                            SECTION + ".key",
                            "is not the key of the certificate in server.tls.cert",
                            "name the two files that were made together");
                    return false;
                }
                warnOfDates(leaf, now, problems);
                return true;
            }
            problems.error(SECTION + ".key", "is of a kind that TLS cannot use", "use an RSA or an EC key");
        } catch (Exception e) { // whatever the parsers of keys and certificates throw
            problems.error(SECTION, "cannot be read: " + e.getMessage(), "name a certificate and its key in PEM form");
        }
        return false;
    }

    private static String alias(X509KeyManager keys) {
        for (String type : new String[] {"RSA", "EC", "EdDSA", "RSASSA-PSS"}) {
            String[] aliases = keys.getServerAliases(type, null);
            if (aliases != null && aliases.length > 0) {
                return aliases[0];
            }
        }
        return null;
    }

    /** Whether what the one signs the other believes. */
    private static boolean belong(PublicKey certified, PrivateKey key) throws GeneralSecurityException {
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        Signature signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(PROBE);
        Signature verifying = Signature.getInstance(algorithm);
        verifying.initVerify(certified);
        verifying.update(PROBE);
        return verifying.verify(signing.sign());
    }

    /** Clients refuse such a certificate; a gateway that did not start would help them no more. */
    private static void warnOfDates(X509Certificate leaf, Instant now, Problems problems) {
        if (leaf.getNotAfter().toInstant().isBefore(now)) {
            problems.warning(
                    SECTION + ".cert", "ended its life on " + leaf.getNotAfter().toInstant(), "renew it");
        } else if (leaf.getNotBefore().toInstant().isAfter(now)) {
            problems.warning(
                    SECTION + ".cert",
                    "is valid from " + leaf.getNotBefore().toInstant() + " only",
                    "look at the clock, or use another");
        }
    }

    private static boolean holds(Buffer pem, String words) {
        return pem.toString().contains(words);
    }

    private static Buffer content(Path file, String path, Problems problems) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            problems.error(path, "the file " + file + " cannot be read", "let the gateway's user read it");
            return null;
        }
    }

    @Override
    public String toString() {
        return "ListenerTls";
    }
}
