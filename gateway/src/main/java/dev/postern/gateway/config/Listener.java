package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;

/** What both ports have in common. */
final class Listener {

    private Listener() {}

    /** An address or a name to listen on, brackets removed. */
    static String host(Settings section, String otherwise) {
        String host = section.textIfPresent("host");
        if (host == null) {
            return otherwise;
        }
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!HostText.isAddress(bare) && !HostText.isName(bare)) {
            section.problem("host", "is neither an address nor a name", "write one such as 127.0.0.1 or \"::\"");
            return otherwise;
        }
        return bare;
    }
}
