package dev.postern.gateway.plugin;

import java.util.Set;

/**
 * The classes that a plug-in shares with the gateway: Java itself, the SPI, Vert.x core and the logging interface.
 * Nothing else of the gateway is there for a plug-in, so it brings its libraries in the versions it wants, and none of
 * its resources or services mix with ours.
 */
final class SharedClasses extends ClassLoader {

    /** Packages of which only the classes themselves are shared, not the packages below. */
    private static final Set<String> PACKAGES = Set.of("dev.postern.authorizer", "dev.postern.function", "org.slf4j");

    /** Packages that are shared with all below. */
    private static final Set<String> TREES = Set.of("io.vertx.core.", "org.slf4j.");

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader ours = SharedClasses.class.getClassLoader();

    SharedClasses() {
        super("postern-shared", ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (isShared(name)) {
            return ours.loadClass(name);
        }
        throw new ClassNotFoundException(name);
    }

    static boolean isShared(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && PACKAGES.contains(name.substring(0, dot))
                || TREES.stream().anyMatch(name::startsWith);
    }
}
