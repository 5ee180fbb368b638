package dev.postern.gateway.config;

import java.nio.file.Path;
import java.util.List;

/**
 * The plug-ins of a configuration ({@code plugins:}).
 *
 * @param directory where they lie, absolute
 * @param plugins by name, in the order of their names
 */
public record PluginsConfig(Path directory, List<Entry> plugins) {

    /** No {@code plugins:}. */
    public static final PluginsConfig NONE = new PluginsConfig(null, List.of());

    public PluginsConfig {
        plugins = List.copyOf(plugins);
    }

    /**
     * One plug-in: a jar, or a sub-directory with jars.
     *
     * @param name of the jar or the sub-directory
     * @param classPath what it is made of: the jar alone; or the sub-directory itself, its jars and those in its
     *     {@code lib}, as Lambda's own archives have them
     * @param fingerprints of the jars among these, in the same order; equal ones are the same plug-in
     */
    public record Entry(String name, List<Path> classPath, List<String> fingerprints) {
        public Entry {
            classPath = List.copyOf(classPath);
            fingerprints = List.copyOf(fingerprints);
        }
    }
}
