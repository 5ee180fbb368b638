package dev.postern.sample.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A table of cases in a text file: one row per line, cells between {@code |}, {@code #} begins a comment line. */
public final class TextTable {

    private TextTable() {}

    /** The rows of the resource {@code name} beside {@code test}; a row with another number of cells is an error. */
    public static List<List<String>> rows(Class<?> test, String name, int cells) {
        try (InputStream stream = test.getResourceAsStream(name)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> row(line, cells))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> row(String line, int cells) {
        List<String> row =
                Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (row.size() != cells) {
            throw new IllegalArgumentException("expected " + cells + " cells, found " + row.size() + " in: " + line);
        }
        return row;
    }
}
