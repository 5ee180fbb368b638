package dev.postern.torture;

import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code torture/requirements.txt}: every requirement, in order, without gaps. */
record Catalogue(List<Requirement> requirements) {

    private static final int LAST = 166;

    /** Reads the repository's. */
    static Catalogue read() throws IOException {
        Path root = RealComponents.repository();
        return read(
                Files.readAllLines(root.resolve("torture/requirements.txt")),
                reasons(Files.readAllLines(root.resolve("docs/roadmap.md"))));
    }

    /**
     * @param reasons the only ones that may stand there
     * @throws IllegalArgumentException that names the line
     */
    static Catalogue read(List<String> lines, Set<String> reasons) {
        List<Requirement> requirements = new ArrayList<>();
        String section = "";
        for (String line : lines) {
            if (line.startsWith("## ")) {
                section = line.substring(3);
            } else if (line.startsWith("SR-")) {
                String[] cells = line.split("\\|", -1);
                if (cells.length != 3) {
                    throw new IllegalArgumentException("three columns: " + line);
                }
                String reason = cells[2].strip();
                if (!reason.isEmpty() && !reasons.contains(reason)) {
                    throw new IllegalArgumentException("no such reason: " + line + "; allowed: " + reasons);
                }
                int number = Integer.parseInt(cells[0].strip().substring(3));
                requirements.add(new Requirement(number, section, cells[1].strip(), reason));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException("neither comment nor requirement: " + line);
            }
        }
        Set<Integer> numbers = new LinkedHashSet<>();
        for (Requirement each : requirements) {
            if (!numbers.add(each.number())) {
                throw new IllegalArgumentException(each.name() + " stands twice");
            }
        }
        for (int number = 1; number <= LAST; number++) {
            if (!numbers.remove(number)) {
                throw new IllegalArgumentException("SR-" + number + " is missing");
            }
        }
        if (!numbers.isEmpty()) {
            throw new IllegalArgumentException("beyond SR-" + LAST + ": " + numbers);
        }
        return new Catalogue(List.copyOf(requirements));
    }

    /** The two that stay, and the subjects of the roadmap's table "Later". */
    static Set<String> reasons(List<String> roadmap) {
        Set<String> reasons = new LinkedHashSet<>(List.of("no login flow", "no CRDs"));
        boolean later = false;
        for (String line : roadmap) {
            if (line.startsWith("## ")) {
                later = line.equals("## Later");
            } else if (later && line.startsWith("| ") && !line.startsWith("| subject ")) {
                reasons.add(line.split("\\|")[1].strip());
            }
        }
        return reasons;
    }
}
