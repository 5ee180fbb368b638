package dev.postern.gateway.integration;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/**
 * Why no TLS connection to a backend came about, in a person's words: what is wrong with its certificate, or what it
 * said about ours. For the log only; a client learns none of it.
 */
final class TlsFault {

    private TlsFault() {}

    /** Whether TLS itself failed, and not the network below it. */
    static boolean is(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SslHandshakeTimeoutException) {
                return false;
            }
            if (each instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    /** One line without the prefix {@code TLS}. */
    static String text(Throwable failure) {
        Throwable deepest = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CertificateExpiredException) {
                return "its certificate has expired (" + each.getMessage() + ")";
            } else if (each instanceof CertificateNotYetValidException) {
                return "its certificate is not valid yet (" + each.getMessage() + ")";
            } else if (each instanceof CertPathBuilderException) {
                return "its certificate does not come from a trusted authority; name the right one in tls.ca";
            } else if (each instanceof NotSslRecordException) {
                return "what answers there does not speak TLS";
            }
            deepest = each;
        }
        String text = String.valueOf(deepest.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("no subject alternative") || lower.startsWith("no name matching")) {
            return "its certificate is for another name (" + text + ")";
        } else if (lower.contains("fatal alert")) {
            return "it ended the handshake (" + text + ")"
                    + (lower.contains("certificate") ? "; it may ask for a client certificate: tls.cert, tls.key" : "");
        } else if (deepest instanceof SslClosedEngineException || lower.contains("closed")) {
            return "it closed the connection during the handshake";
        }
        return text;
    }
}
