package dev.postern.authorizer.keys;

import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The system's certificate authorities together with those of some PEM files. Blocks: reads files. */
public final class TrustAnchors {

    private TrustAnchors() {}

    /** Null when a file holds certificates, else what is wrong with it. */
    public static String problem(Path file) {
        try {
            certificates(file);
            return null;
        } catch (NoSuchFileException e) {
            return "'" + file + "' is not there";
        } catch (IOException e) {
            return "'" + file + "' cannot be read or holds no certificate";
        }
    }

    /**
     * Reads the files afresh, so that a replaced authority counts from the next call on.
     *
     * @return what to trust; null when there are no files, which leaves the platform's default
     * @throws IOException when a file cannot be read or holds no certificate
     */
    public static TrustOptions read(List<String> files) throws IOException, GeneralSecurityException {
        if (files.isEmpty()) {
            return null;
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int count = 0;
        for (Certificate system : systemAuthorities()) {
            store.setCertificateEntry("system-" + count++, system);
        }
        for (String file : files) {
            for (Certificate own : certificates(Path.of(file))) {
                store.setCertificateEntry("own-" + count++, own);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return TrustOptions.wrap(factory);
    }

    /**
     * The certificates of one PEM file, at least one.
     *
     * @throws IOException when the file cannot be read or holds none
     */
    private static Collection<? extends Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IOException("no certificate in " + file);
            }
            return certificates;
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate in " + file, e);
        }
    }

    private static List<Certificate> systemAuthorities() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return List.of(x509.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
