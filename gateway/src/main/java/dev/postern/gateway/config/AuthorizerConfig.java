package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;

/**
 * A named authorizer, its settings still to be read by the factory of its type.
 *
 * @param name key under {@code authorizers:}
 * @param type word after {@code type:}
 * @param settings the whole section, {@code type} already marked as read
 */
public record AuthorizerConfig(String name, String type, Settings settings) {}
