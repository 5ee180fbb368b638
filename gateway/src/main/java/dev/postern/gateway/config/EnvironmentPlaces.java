package dev.postern.gateway.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Turns the path of a key of the YAML that an environment was turned into back into the name of a variable. */
final class EnvironmentPlaces implements Places {

    static final String ENVIRONMENT = "environment";

    private final Map<String, String> variables = new LinkedHashMap<>();

    /** Notes which variable a key and everything below it came from. */
    void came(String path, String variable) {
        variables.put(path, variable);
    }

    static Place of(String variable) {
        return new Place(ENVIRONMENT, 0, 0, variable);
    }

    @Override
    public Place ofValue(String path) {
        String best = "";
        for (String candidate : variables.keySet()) {
            boolean below = path.startsWith(candidate)
                    && (path.length() == candidate.length() || ".[".indexOf(path.charAt(candidate.length())) >= 0);
            if (below && candidate.length() > best.length()) {
                best = candidate;
            }
        }
        return of(best.isEmpty() ? "POSTERN_UPSTREAM" : variables.get(best));
    }

    @Override
    public Place ofKey(String path) {
        return ofValue(path);
    }
}
