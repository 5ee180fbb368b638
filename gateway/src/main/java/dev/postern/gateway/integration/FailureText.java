package dev.postern.gateway.integration;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

/** Says in a person's words why a backend could not be reached. */
final class FailureText {

    private FailureText() {}

    static String of(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        if (TlsFault.is(failure)) {
            return "TLS: " + TlsFault.text(failure);
        } else if (isTimeout(failure) || failure instanceof TimeoutException) {
            return "no answer in time";
        } else if (failure instanceof UnknownHostException) {
            return "the name cannot be resolved";
        } else if (text.contains("error(-111)") || text.contains("refused")) {
            return "connection refused";
        } else if (text.contains("error(-2)") || text.contains("No such file")) {
            return "there is no such socket file";
        } else if (text.contains("error(-13)") || text.contains("Permission denied")) {
            return "permission denied";
        }
        return text;
    }

    /** Whether a connection, or its TLS handshake, took too long. */
    static boolean isTimeout(Throwable failure) {
        return failure instanceof ConnectTimeoutException || failure instanceof SslHandshakeTimeoutException;
    }
}
