package dev.postern.torture;

import dev.postern.gateway.attack.WireCase;
import dev.postern.sample.testing.RealComponents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The tables of {@code gateway/src/test/resources/cases/wire}. */
final class WireTables {

    private static final Path DIRECTORY = RealComponents.repository().resolve("gateway/src/test/resources/cases/wire");

    private WireTables() {}

    /** All cases, in the order of file names and lines. */
    static List<WireCase> all() {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .flatMap(file -> read(file).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<WireCase> read(Path file) {
        try {
            return WireCase.read(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
