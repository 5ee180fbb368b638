package dev.postern.gateway.config;

import dev.postern.authorizer.shared.FleetKey;

/**
 * What the gateways of a fleet share ({@code shared:}).
 *
 * @param redis URL of the store, {@code redis://} or {@code rediss://}; may hold a password
 * @param key seals everything that is put there
 */
public record SharedConfig(String redis, FleetKey key) {

    /** Without the URL, which may hold a password. */
    @Override
    public String toString() {
        return "SharedConfig";
    }
}
