package dev.postern.function.http;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Why a connection failed, for a person: the step and the kind, not a stack trace. */
final class FailureWords {

    private FailureWords() {}

    static String of(Endpoint endpoint, Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return endpoint + ": DNS: there is no address for " + endpoint.host();
        } else if (failure instanceof SSLException || failure.getCause() instanceof SSLException) {
            return endpoint + ": TLS: " + failure.getMessage();
        } else if (failure instanceof ConnectException) {
            return endpoint + ": TCP: " + failure.getMessage();
        }
        return endpoint + ": " + failure.getMessage();
    }
}
