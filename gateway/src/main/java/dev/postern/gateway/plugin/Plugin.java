package dev.postern.gateway.plugin;

import dev.postern.authorizer.AuthorizerFactory;
import dev.postern.authorizer.Problems;
import dev.postern.gateway.config.PluginsConfig;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One plug-in, opened: its class loader, and the authorizers that it brings. */
public final class Plugin {

    private static final Logger LOG = LoggerFactory.getLogger(Plugin.class);

    private final String name;
    private final URLClassLoader loader;
    private final List<AuthorizerFactory> factories;

    private Plugin(String name, URLClassLoader loader, List<AuthorizerFactory> factories) {
        this.name = name;
        this.loader = loader;
        this.factories = List.copyOf(factories);
    }

    /** Null after reporting that it cannot be used. Reads files, and runs the constructors of its factories. */
    static Plugin open(PluginsConfig.Entry entry, ClassLoader shared, Problems problems, String path) {
        List<URL> urls = new ArrayList<>();
        for (Path file : entry.classPath()) {
            if (!Files.isDirectory(file)) {
                // A class loader would pass over a file that is no jar without a word.
                try (JarFile jar = new JarFile(file.toFile())) {
                    jar.getManifest();
                } catch (IOException | SecurityException e) {
                    problems.error(
                            path, place(entry, file) + " cannot be read as a jar: " + e.getMessage(), "build it again");
                    return null;
                }
            }
            urls.add(url(file));
        }
        URLClassLoader loader = new URLClassLoader("plugin " + entry.name(), urls.toArray(URL[]::new), shared);
        List<AuthorizerFactory> factories = factories(entry.name(), loader, problems, path);
        if (factories == null) {
            close(entry.name(), loader);
            return null;
        }
        return new Plugin(entry.name(), loader, factories);
    }

    private static String place(PluginsConfig.Entry entry, Path file) {
        String jar = file.getFileName().toString();
        return jar.equals(entry.name()) ? "'" + jar + "'" : "'" + jar + "' of '" + entry.name() + "'";
    }

    private static List<AuthorizerFactory> factories(
            String name, URLClassLoader loader, Problems problems, String path) {
        List<AuthorizerFactory> factories = new ArrayList<>();
        try {
            Iterator<AuthorizerFactory> found =
                    ServiceLoader.load(AuthorizerFactory.class, loader).iterator();
            while (found.hasNext()) {
                AuthorizerFactory factory = found.next();
                String type = factory.type();
                if (type == null || !type.matches("[a-z][a-z0-9_-]{0,63}")) {
                    problems.error(
                            path,
                            "'" + name + "' brings an authorizer whose type is " + type,
                            "answer type() with lower-case letters, digits, - and _");
                    return null;
                }
                factories.add(factory);
            }
            return factories;
        } catch (ServiceConfigurationError | LinkageError | RuntimeException e) {
            problems.error(
                    path,
                    "the authorizers of '" + name + "' cannot be loaded: " + e,
                    "build it for Java 17 against this version's postern-authorizers, with every library it uses");
            return null;
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the jar or the sub-directory. */
    public String name() {
        return name;
    }

    /** Finds its classes, and those that are shared. */
    public ClassLoader loader() {
        return loader;
    }

    /** What it brings for {@code type:}. */
    public List<AuthorizerFactory> factories() {
        return factories;
    }

    /** Whether a class of this name is in it. */
    boolean has(String className) {
        return loader.findResource(className.replace('.', '/') + ".class") != null;
    }

    void close() {
        close(name, loader);
    }

    private static void close(String name, URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            LOG.warn("Plug-in {} could not be closed", name, e);
        }
    }
}
