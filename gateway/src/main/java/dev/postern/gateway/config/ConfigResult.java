package dev.postern.gateway.config;

/**
 * What reading a configuration gave.
 *
 * @param config null when there was nothing to decode: no such file, not YAML, empty. With errors it is there but only
 *     good for finding more of them: a route's {@code upstream} may then be null, and its authorizer is {@code deny} where
 *     the one it names cannot be used
 * @param problems all problems so far; later phases add to them
 * @param files every file read or looked for, also when there is no configuration: watch them for the repair
 * @param text what was decoded, placeholders not replaced; made from the variables in environment-only mode; null when
 *     the file could not be read
 */
public record ConfigResult(GatewayConfig config, ConfigProblems problems, ConfigFiles files, String text) {

    /** Whether the configuration can be used as far as it was checked. */
    public boolean usable() {
        return config != null && !problems.hasErrors();
    }
}
