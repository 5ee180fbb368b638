package dev.postern.gateway.admin;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import java.util.Locale;

/**
 * Keeps web pages away from the admin port (SR-153). A page that had its own name resolve to this address (DNS
 * rebinding) still sends that name as {@code Host}; a page that sends requests across origins says so in {@code Origin}.
 * Allowed hosts are an IP literal, {@code localhost} and the configured {@code admin.host}, each with any port, as
 * forwarded ports differ; an {@code Origin} must be {@code http://} and the very Host of the request.
 */
final class HostRule {

    private final String configured;

    HostRule(String configuredHost) {
        this.configured = configuredHost.toLowerCase(Locale.ROOT);
    }

    /** Whether this request may be answered. */
    boolean admits(MultiMap headers) {
        List<String> hosts = headers.getAll(HttpHeaders.HOST);
        if (hosts.size() != 1) {
            return false;
        }
        String host = hosts.get(0).toLowerCase(Locale.ROOT);
        String name = withoutPort(host);
        if (name == null || !(name.equals("localhost") || name.equals(configured) || isAddress(name))) {
            return false;
        }
        for (String origin : headers.getAll(HttpHeaders.ORIGIN)) {
            if (!origin.toLowerCase(Locale.ROOT).equals("http://" + host)) {
                return false;
            }
        }
        return true;
    }

    /** The name without brackets and port; null when the port is none. */
    private static String withoutPort(String host) {
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
        if (host.startsWith("[") && end == 0) {
            return null;
        }
        if (end < 0) {
            return host;
        }
        if (end < host.length() && !isPort(host, end)) {
            return null;
        }
        return host.substring(0, end);
    }

    private static boolean isPort(String host, int colon) {
        int digits = host.length() - colon - 1;
        if (host.charAt(colon) != ':' || digits < 1 || digits > 5) {
            return false;
        }
        for (int i = colon + 1; i < host.length(); i++) {
            if (host.charAt(i) < '0' || host.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** Dotted decimal in full, or anything in brackets that can only be an IPv6 address; never a resolver's abbreviation. */
    private static boolean isAddress(String name) {
        if (name.startsWith("[")) {
            return isIpv6(name.substring(1, name.length() - 1));
        }
        String[] parts = name.split("\\.", -1);
        if (parts.length != 4) {
            return false;
        }
        for (String part : parts) {
            if (part.isEmpty() || part.length() > 3 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return false;
            }
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int colons = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ':') {
                colons++;
            } else if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == '.')) {
                return false;
            }
        }
        return colons >= 2 && colons <= 7;
    }
}
