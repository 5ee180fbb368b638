package dev.postern.function.event;

/** The parts of a {@code Host} header that was found valid. */
final class HostParts {

    private HostParts() {}

    private static int colon(String host) {
        int colon = host.lastIndexOf(':');
        return colon > host.lastIndexOf(']') ? colon : -1;
    }

    /** Without the port; null for null. */
    static String name(String host) {
        int colon = host == null ? -1 : colon(host);
        return colon < 0 ? host : host.substring(0, colon);
    }

    /** The first label of a name; null for null. Of an address all of it. */
    static String prefix(String host) {
        String name = name(host);
        if (name == null || name.startsWith("[") || name.matches("[0-9.]+")) {
            return name;
        }
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** The port the client used, as text: the one written, else the scheme's. */
    static String port(String host, boolean secure) {
        int colon = host == null ? -1 : colon(host);
        return colon >= 0 && colon + 1 < host.length() ? host.substring(colon + 1) : secure ? "443" : "80";
    }
}
