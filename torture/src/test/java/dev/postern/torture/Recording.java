package dev.postern.torture;

import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What another gateway came to, case by case, in {@code torture/recorded/NAME.txt}: a column of the page. */
record Recording(String title, Map<String, String> words) {

    private static final Path DIRECTORY = RealComponents.repository().resolve("torture/recorded");

    static Path file(String name) {
        return DIRECTORY.resolve(name + ".txt");
    }

    /** Writes the verdicts of one run; what does not apply is left out. */
    static void write(String name, String title, List<Verdict> verdicts) {
        List<String> lines = new ArrayList<>(List.of(
                "# " + title, "# Recorded by torture/run --record; cases that are not here do not apply to it."));
        for (Verdict verdict : verdicts) {
            if (verdict.kind() != Verdict.Kind.NOT_APPLICABLE) {
                lines.add(verdict.kind().word() + "  " + verdict.wireCase().sentence());
            }
        }
        try {
            Files.createDirectories(DIRECTORY);
            Files.write(file(name), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recording read(String name) {
        try {
            List<String> lines = Files.readAllLines(file(name));
            Map<String, String> words = new LinkedHashMap<>();
            for (String line : lines) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    words.put(line.substring(6), line.substring(0, 4));
                }
            }
            return new Recording(lines.get(0).substring(2), words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
