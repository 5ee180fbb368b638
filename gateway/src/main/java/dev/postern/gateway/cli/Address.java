package dev.postern.gateway.cli;

/** Writes addresses as a person would type them. */
final class Address {

    private Address() {}

    /** {@code http://HOST:PORT}; an IPv6 address in brackets (RFC 3986 section 3.2.2). */
    static String url(String host, int port) {
        return url("http", host, port);
    }

    /** {@code SCHEME://HOST:PORT}. */
    static String url(String scheme, String host, int port) {
        return scheme + "://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
