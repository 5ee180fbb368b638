package dev.postern.gateway.config;

import dev.postern.authorizer.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads {@code plugins:}, the directory in which plug-ins lie, and looks what is in it. Every jar counts as a file of the
 * configuration: a change of one is a reload. Names that begin with a dot are left alone.
 */
final class PluginsSection {

    static final String KEY = "plugins";

    private final Settings settings;

    PluginsSection(Settings settings) {
        this.settings = settings;
    }

    PluginsConfig read() {
        String text = settings.textIfPresent(KEY);
        if (text == null) {
            return PluginsConfig.NONE;
        }
        Path directory;
        try {
            directory = settings.resolve(text);
        } catch (InvalidPathException e) {
            settings.problem(KEY, "is not a directory name", "write a path such as ./plugins");
            return PluginsConfig.NONE;
        }
        if (!Files.isDirectory(directory)) {
            settings.problem(KEY, "there is no directory " + directory, "name the directory in which the plug-ins lie");
            return PluginsConfig.NONE;
        }
        List<PluginsConfig.Entry> plugins = new ArrayList<>();
        for (Path file : listed(directory)) {
            String name = file.getFileName().toString();
            List<Path> jars = isJar(file) ? List.of(file) : Files.isDirectory(file) ? jarsIn(file) : List.of();
            if (isJar(file) || Files.isDirectory(file)) {
                plugins.add(entry(name, file, jars));
            } else {
                settings.warning(
                        KEY,
                        "'" + name + "' is neither a jar nor a directory and is not looked at",
                        "remove it, or let its name end with .jar");
            }
        }
        if (plugins.isEmpty()) {
            settings.warning(KEY, "there is no plug-in in " + directory, "put a jar into it, or remove this line");
        }
        return new PluginsConfig(directory, plugins);
    }

    private PluginsConfig.Entry entry(String name, Path file, List<Path> jars) {
        List<Path> classPath = new ArrayList<>();
        if (Files.isDirectory(file)) {
            classPath.add(file);
        }
        List<String> fingerprints = new ArrayList<>();
        for (Path jar : jars) {
            settings.resolve(jar.toString());
            classPath.add(jar);
            fingerprints.add(ConfigFiles.fingerprintNow(jar));
        }
        return new PluginsConfig.Entry(name, classPath, fingerprints);
    }

    private List<Path> jarsIn(Path directory) {
        List<Path> jars = new ArrayList<>();
        listed(directory).stream().filter(PluginsSection::isJar).forEach(jars::add);
        Path library = directory.resolve("lib");
        if (Files.isDirectory(library)) {
            listed(library).stream().filter(PluginsSection::isJar).forEach(jars::add);
        }
        return jars;
    }

    private static boolean isJar(Path file) {
        return file.getFileName().toString().endsWith(".jar") && Files.isRegularFile(file);
    }

    private List<Path> listed(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            settings.problem(KEY, "the directory " + directory + " cannot be read", "let the gateway's user read it");
            return List.of();
        }
    }
}
