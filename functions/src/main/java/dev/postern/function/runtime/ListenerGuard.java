package dev.postern.function.runtime;

import io.vertx.core.http.HttpConnection;

/**
 * What the gateway puts into every fresh connection of a Runtime API so that CVE-2026-102479 is closed there too. The
 * decoder that does it belongs to the gateway, which knows this module and not the other way round; so it is lent.
 */
@FunctionalInterface
public interface ListenerGuard {

    /**
     * Called from the connection handler, before the first byte is decoded.
     *
     * @param maxLine bytes of the longest request line
     * @param maxHeaders bytes of all header lines
     */
    void standIn(HttpConnection connection, int maxLine, int maxHeaders);
}
