package dev.postern.gateway.plugin;

import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Problems;
import dev.postern.authorizer.SharedResources;
import dev.postern.gateway.config.PluginsConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The plug-ins of one configuration. Those whose jars did not change are the same objects as in the configuration
 * before; the loaders of the others are closed with the last configuration that uses them.
 */
public final class Plugins {

    private static final String PATH = "plugins";

    private record Key(PluginsConfig config) {}

    /** Opened plug-ins. */
    private record Opened(List<Plugin> plugins) {
        void close() {
            plugins.forEach(Plugin::close);
        }
    }

    private final PluginsConfig config;
    private final SharedResources.Hold<Opened> hold;

    private Plugins(PluginsConfig config, SharedResources.Hold<Opened> hold) {
        this.config = config;
        this.hold = hold;
    }

    /** Opens them, or finds them open. Reports those that cannot be used. Reads files. */
    public static Plugins of(PluginsConfig config, SharedResources shared, Problems problems) {
        return new Plugins(
                config, shared.hold(new Key(config), Opened.class, () -> open(config, problems), Opened::close));
    }

    private static Opened open(PluginsConfig config, Problems problems) {
        ClassLoader shared = new SharedClasses();
        List<Plugin> plugins = new ArrayList<>();
        for (PluginsConfig.Entry entry : config.plugins()) {
            Plugin plugin = Plugin.open(entry, shared, problems, PATH);
            if (plugin != null) {
                plugins.add(plugin);
            }
        }
        return new Opened(plugins);
    }

    private List<Plugin> plugins() {
        return hold.get().plugins();
    }

    /**
     * Adds the authorizers of all plug-ins to the built-in ones. A type that two bring, or that is built in, is an
     * error that names them.
     */
    public void addTo(Map<String, AuthorizerFactory> factories, Problems problems) {
        Map<String, Plugin> owners = new LinkedHashMap<>();
        for (Plugin plugin : plugins()) {
            for (AuthorizerFactory factory : plugin.factories()) {
                String type = factory.type();
                Plugin owner = owners.get(type);
                if (owner != null) {
                    problems.error(
                            PATH,
                            "'" + owner.name() + "' and '" + plugin.name() + "' both bring the authorizer type '" + type
                                    + "'",
                            "keep one of them");
                } else if (factories.containsKey(type)) {
                    problems.error(
                            PATH,
                            "'" + plugin.name() + "' brings the authorizer type '" + type + "', which is built in",
                            "give it another type");
                } else {
                    owners.put(type, plugin);
                    factories.put(type, new PluginFactory(plugin, factory));
                }
            }
        }
    }

    /**
     * Finds the plug-in in which a class is.
     *
     * @param problem told why there is no one plug-in of which it is
     * @return null after telling a problem
     */
    public Plugin owner(String className, BiConsumer<String, String> problem) {
        if (config.directory() == null) {
            problem.accept("is looked for in plug-ins, and there is no 'plugins'", "add plugins: ./plugins");
            return null;
        }
        List<Plugin> owners =
                plugins().stream().filter(plugin -> plugin.has(className)).toList();
        if (owners.isEmpty()) {
            problem.accept(
                    "'" + className + "' is in no plug-in",
                    "looked in "
                            + (plugins().isEmpty()
                                    ? config.directory()
                                    : String.join(
                                            ", ",
                                            plugins().stream().map(Plugin::name).toList())));
            return null;
        }
        if (owners.size() > 1) {
            problem.accept(
                    "'" + className + "' is in '" + owners.get(0).name() + "' and in '"
                            + owners.get(1).name() + "'",
                    "keep one of them");
            return null;
        }
        return owners.get(0);
    }

    /** Lets go of them; those that no other configuration holds are closed. */
    public void close() {
        hold.close();
    }
}
