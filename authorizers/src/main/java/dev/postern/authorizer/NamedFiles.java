package dev.postern.authorizer;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The files that settings name.
 *
 * @param directory what relative names are relative to: the directory of the file that names them
 * @param named told of every file, before it is read: a change of it is a reload
 */
record NamedFiles(Path directory, Consumer<Path> named) {

    /**
     * Makes a name absolute. A leading {@code file:} is cut. Does not look whether the file is there.
     *
     * @throws InvalidPathException for what no file can be called
     */
    Path resolve(String text) {
        Path file = directory
                .resolve(text.startsWith("file:") ? text.substring("file:".length()) : text)
                .toAbsolutePath()
                .normalize();
        named.accept(file);
        return file;
    }

    /**
     * As {@link #resolve}, for a file that has to be there; null after reporting that it is not, or cannot be read.
     *
     * @param valuePath where the name stands in the configuration
     */
    Path readable(String valuePath, String text, Problems problems) {
        Path file;
        try {
            file = resolve(text);
        } catch (InvalidPathException e) {
            problems.error(valuePath, "is not a file name", "write a path");
            return null;
        }
        if (!Files.isRegularFile(file)) {
            problems.error(valuePath, "there is no file " + file, "name an existing file");
            return null;
        }
        if (!Files.isReadable(file)) {
            problems.error(valuePath, "the file " + file + " cannot be read", "let the gateway's user read it");
            return null;
        }
        return file;
    }

    /**
     * Those of several that are there and can be read; what is wrong with the others is reported.
     *
     * @param list whether the names stand in a list, so that each has a place of its own
     */
    List<Path> readable(String valuePath, boolean list, List<String> names, Problems problems) {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            Path file = readable(list ? valuePath + "[" + i + "]" : valuePath, names.get(i), problems);
            if (file != null) {
                paths.add(file);
            }
        }
        return List.copyOf(paths);
    }
}
