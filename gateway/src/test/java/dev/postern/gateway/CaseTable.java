package dev.postern.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows of a text table under {@code src/test/resources/cases}. Columns stand apart by two or more spaces; {@code #}
 * starts a comment line; {@code -} is an absent value, {@code ''} an empty one; {@code <HH>} is the character with that
 * hexadecimal number.
 */
public final class CaseTable {

    /** One row; its text names the test. */
    public record Row(String file, int line, List<String> columns) {

        /** A column; null when it is {@code -} or missing. */
        public String get(int column) {
            String text = column < columns.size() ? columns.get(column) : "-";
            return text.equals("-") ? null : text.equals("''") ? "" : unescaped(text);
        }

        @Override
        public String toString() {
            return file + ":" + line + "  " + String.join("  ", columns);
        }
    }

    private CaseTable() {}

    public static Stream<Row> rows(String file) {
        List<Row> rows = new ArrayList<>();
        String[] lines = text(file).split("\n");
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                rows.add(new Row(file, i + 1, List.of(line.split(" {2,}"))));
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalStateException(file + " has no rows");
        }
        return rows.stream();
    }

    private static String text(String file) {
        try (InputStream in = CaseTable.class.getResourceAsStream("/cases/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '<' && i + 3 < text.length() && text.charAt(i + 3) == '>') {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 3;
            } else {
                out.append(text.charAt(i));
            }
        }
        return out.toString();
    }
}
