package dev.postern.gateway.config;

import io.netty.util.NetUtil;
import java.util.Locale;
import java.util.regex.Pattern;

/** Host names and addresses that the configuration writes. */
final class HostText {

    /** RFC 1123 section 2.1, with the underscore that container networks use. */
    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*\\.?");

    private static final Pattern LOOKS_LIKE_ADDRESS = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");

    private HostText() {}

    /** Whether it is an IPv4 or IPv6 address, without brackets and without a zone. */
    static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text);
    }

    /** Whether it is a DNS name; names that resolvers read as numbers are not. */
    static boolean isName(String text) {
        return NAME.matcher(text).matches() && !LOOKS_LIKE_ADDRESS.matcher(text).matches();
    }

    /** Whether it is what a route's {@code hosts:} may name: a name, an address, or {@code *.} before a name. */
    static boolean isRouteHost(String text) {
        return isName(text.startsWith("*.") ? text.substring(2) : text) || isAddress(text);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
