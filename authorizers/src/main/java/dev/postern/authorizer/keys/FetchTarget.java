package dev.postern.authorizer.keys;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;

/**
 * Where keys may be fetched from (SR-101): over HTTPS, or over plain HTTP from this host's loopback or by the word
 * {@code insecure: true}; never from a link-local address, which is where clouds keep their metadata services.
 */
public final class FetchTarget {

    private FetchTarget() {}

    /** Null when the URL may be fetched, else what is wrong with it. */
    public static String problem(URI url, boolean insecure) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || url.getHost() == null) {
            return "is not an absolute http or https URL";
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            return "has user information or a fragment";
        }
        if (isLinkLocal(url.getHost())) {
            return "points to a link-local address";
        }
        if (scheme.equals("http") && !insecure && !isLoopback(url.getHost())) {
            return "is not https";
        }
        return null;
    }

    /** Whether a host is this machine: {@code localhost} or a loopback literal. */
    public static boolean isLoopback(String host) {
        InetAddress address = literal(host);
        return address == null ? host.equalsIgnoreCase("localhost") : address.isLoopbackAddress();
    }

    /**
     * Whether an address literal is link-local (169.254.0.0/16, fe80::/10) or Amazon's metadata service on IPv6
     * (fd00:ec2::254). Names are answered with false; what they resolve to is checked once a connection is open.
     */
    public static boolean isLinkLocal(String host) {
        InetAddress address = literal(host);
        return address != null
                && (address.isLinkLocalAddress() || address.getHostAddress().startsWith("fd00:ec2:"));
    }

    /**
     * Whether an address literal belongs to this host or an internal network: loopback, private (RFC 1918, RFC 6598,
     * RFC 4193), link-local, or no address at all (0.0.0.0). Names are answered with false, as above.
     */
    static boolean isInternal(String host) {
        InetAddress address = literal(host);
        if (address == null) {
            return false;
        }
        byte[] bytes = address.getAddress();
        boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        return shared
                || unique
                || address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress();
    }

    private static InetAddress literal(String host) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        boolean literal = bare.indexOf(':') >= 0 || bare.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
        if (!literal || bare.isEmpty()) {
            return null;
        }
        try {
            // No look-up: the text is a literal.
            return InetAddress.getByName(bare);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
