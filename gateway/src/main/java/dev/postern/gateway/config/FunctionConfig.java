package dev.postern.gateway.config;

/**
 * A function.
 *
 * @param name key under {@code functions:}
 * @param transport where it runs
 */
public record FunctionConfig(String name, FunctionTransport transport) {}
