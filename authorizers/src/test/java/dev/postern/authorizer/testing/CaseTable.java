package dev.postern.authorizer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A text table of cases: {@code name | change ; change -> expected} on each line; empty lines and lines that start with
 * {@code #} say nothing.
 */
public final class CaseTable {

    private CaseTable() {}

    /**
     * One line.
     *
     * @param changes what is different from a good one, in order
     */
    public record Case(String name, List<String> changes, String expected) {
        @Override
        public String toString() {
            return name + " -> " + expected;
        }
    }

    /** Reads a table that lies beside a class. */
    public static List<Case> read(Class<?> beside, String file) {
        try (InputStream in = beside.getResourceAsStream(file)) {
            List<Case> cases = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    cases.add(parse(line));
                }
            }
            return cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String line) {
        int bar = line.indexOf('|');
        int arrow = line.lastIndexOf("->");
        if (bar < 0 || arrow < bar) {
            throw new IllegalArgumentException("not 'name | changes -> expected': " + line);
        }
        List<String> changes = Arrays.stream(line.substring(bar + 1, arrow).split(" ; "))
                .map(String::strip)
                .filter(change -> !change.isEmpty())
                .toList();
        return new Case(
                line.substring(0, bar).strip(),
                changes,
                line.substring(arrow + 2).strip());
    }
}
