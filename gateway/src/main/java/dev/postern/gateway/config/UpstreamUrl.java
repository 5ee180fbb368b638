package dev.postern.gateway.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a backend: {@code http://HOST[:PORT][/PREFIX]}, {@code https://…} or {@code unix:PATH}. Refuses user
 * information, a query and a fragment: none of them would reach the backend.
 *
 * @param tls whether the scheme is {@code https}
 * @param host without brackets; null for a socket file
 * @param port 0 for a socket file
 * @param socket as written; null unless a socket file
 * @param prefix path without a trailing slash
 */
record UpstreamUrl(boolean tls, String host, int port, String socket, String prefix) {

    static final String RIGHT = "write http://HOST:PORT, https://HOST:PORT/PREFIX or unix:/run/app.sock";

    private static final Pattern URL = Pattern.compile(
            "(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?<authority>[^/?#]*)(?<path>/[^?#]*)?(?<rest>[?#].*)?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[(?<six>[^\\]]*)\\]|(?<host>[^:]*))(:(?<port>[0-9]*))?");

    /** Receives what is wrong; the value itself is never a part of it, as it may hold a password. */
    interface Complaint {
        void error(String what, String right);
    }

    /** @return null after complaining */
    static UpstreamUrl parse(String text, Complaint complaint) {
        if (text.startsWith("unix:")) {
            String socket = text.startsWith("unix:///") ? text.substring("unix://".length()) : text.substring(5);
            if (socket.isEmpty() || socket.startsWith("//") || socket.indexOf('\0') >= 0) {
                complaint.error("names no socket file", "write unix:/run/app.sock");
                return null;
            }
            return new UpstreamUrl(false, null, 0, socket, "");
        }
        Matcher url = URL.matcher(text);
        if (!url.matches()) {
            complaint.error("is not a URL", RIGHT);
            return null;
        }
        String scheme = url.group("scheme").toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        if (!tls && !scheme.equals("http")) {
            complaint.error("has the scheme '" + scheme + "'", RIGHT);
            return null;
        }
        boolean userInformation = url.group("authority").contains("@");
        if (userInformation) {
            complaint.error("has user information", "remove it; send credentials as a header with request.headers");
        }
        if (url.group("rest") != null) {
            complaint.error("has a query or a fragment", "end it after the path");
        }
        if (userInformation || url.group("rest") != null) {
            return null;
        }
        Matcher authority = AUTHORITY.matcher(url.group("authority"));
        if (!authority.matches()) {
            complaint.error("has no host that can be understood", RIGHT);
            return null;
        }
        String six = authority.group("six");
        String host = six != null ? six : authority.group("host");
        if (six != null ? six.indexOf(':') < 0 || !HostText.isAddress(six) : !isHost(host)) {
            complaint.error(host.isEmpty() ? "has no host" : "has a host that is neither a name nor an address", RIGHT);
            return null;
        }
        String digits = authority.group("port");
        int port = digits == null
                ? tls ? 443 : 80
                : digits.isEmpty() || digits.length() > 5 ? 0 : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            complaint.error("has a port out of range", "write a port from 1 to 65535");
            return null;
        }
        String path = url.group("path") == null ? "" : url.group("path");
        String fault = path.isEmpty() ? null : PathText.fault(path);
        if (fault != null) {
            complaint.error("has a path that " + fault, "write a plain path such as /base");
            return null;
        }
        return new UpstreamUrl(tls, HostText.lower(host), port, null, PathText.withoutTrailingSlash(path));
    }

    private static boolean isHost(String host) {
        return HostText.isName(host) || HostText.isAddress(host) && host.indexOf(':') < 0;
    }
}
