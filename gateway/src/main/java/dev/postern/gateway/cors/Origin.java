package dev.postern.gateway.cors;

import dev.postern.gateway.http.HostName;
import java.util.Locale;

/** An origin as browsers serialise it (RFC 6454 section 6.2): lower case, no default port, no path. */
final class Origin {

    private Origin() {}

    /** The serialised form of what is written; null when it is no origin of the http or https scheme. */
    static String canonical(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String scheme;
        String port;
        if (lower.startsWith("https://")) {
            scheme = "https://";
            port = ":443";
        } else if (lower.startsWith("http://")) {
            scheme = "http://";
            port = ":80";
        } else {
            return null;
        }
        String authority = lower.substring(scheme.length());
        if (authority.endsWith("/")) {
            authority = authority.substring(0, authority.length() - 1);
        }
        if (!HostName.isValid(authority)
                || authority.startsWith(".")
                || authority.endsWith(".")
                || authority.contains("..")) {
            return null;
        }
        return scheme
                + (authority.endsWith(port) ? authority.substring(0, authority.length() - port.length()) : authority);
    }
}
