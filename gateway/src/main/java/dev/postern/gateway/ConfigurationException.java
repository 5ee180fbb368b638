package dev.postern.gateway;

import dev.postern.gateway.config.ConfigProblems;

/** A configuration has errors; each is in {@link #problems}, none in the message. */
public final class ConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient ConfigProblems problems;

    ConfigurationException(ConfigProblems problems) {
        super("the configuration has errors");
        this.problems = problems;
    }

    public ConfigProblems problems() {
        return problems;
    }
}
