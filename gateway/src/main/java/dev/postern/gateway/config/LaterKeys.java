package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;

/** Keys whose names are fixed but which this version does not serve: refused, so that none is silently ignored. */
final class LaterKeys {

    private LaterKeys() {}

    static void refuse(Settings section, String... keys) {
        for (String key : keys) {
            section.refuse(key, "'" + key + "' is not available in this version", "remove it");
        }
    }
}
