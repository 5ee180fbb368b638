package dev.postern.gateway.config;

/**
 * What is logged.
 *
 * @param level of the application log: {@code trace debug info warn error}
 * @param access whether each request is written to standard output
 */
public record LogConfig(String level, boolean access) {
    public static final LogConfig DEFAULT = new LogConfig("info", true);
}
