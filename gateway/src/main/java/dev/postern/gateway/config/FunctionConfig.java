package dev.postern.gateway.config;

import dev.postern.function.limit.FunctionLimits;

/**
 * A function.
 *
 * @param name key under {@code functions:}
 * @param transport where it runs
 * @param limits how many, how large, how often in vain
 */
public record FunctionConfig(String name, FunctionTransport transport, FunctionLimits limits) {}
