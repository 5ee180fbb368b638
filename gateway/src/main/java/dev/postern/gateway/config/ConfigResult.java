package dev.postern.gateway.config;

/**
 * What reading a configuration gave.
 *
 * @param config null when there was nothing to decode: no such file, not YAML, empty. With errors it is there but only
 *     good for finding more of them: a route's {@code upstream} may then be null, its authorizer {@code deny}
 * @param problems all problems so far; later phases add to them
 * @param files every file read or looked for, also when there is no configuration: watch them for the repair
 */
public record ConfigResult(GatewayConfig config, ConfigProblems problems, ConfigFiles files) {

    /** Whether the configuration can be used as far as it was checked. */
    public boolean usable() {
        return config != null && !problems.hasErrors();
    }
}
