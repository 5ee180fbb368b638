package dev.postern.gateway.attack;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every table in {@code src/test/resources/cases/wire}; a README beside them says how to add a case.
 * {@code -Dwire=framing} runs one table, {@code -Dwire=framing.txt:12} one case.
 */
@Tag("socket")
@Tag("attack")
class WireCasesTest {

    private static final Map<String, WiredGateway> GATEWAYS = new LinkedHashMap<>();

    @TestFactory
    Stream<DynamicContainer> cases() throws IOException, URISyntaxException {
        String only = System.getProperty("wire", "");
        Path directory = Path.of(WireCasesTest.class.getResource("/cases/wire").toURI());
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> tables = files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
            return tables.stream()
                    .map(file -> dynamicContainer(
                            file.getFileName().toString(),
                            read(file).stream()
                                    .filter(wireCase -> only.indexOf(':') < 0
                                            ? wireCase.place().startsWith(only)
                                            : wireCase.place().equals(only))
                                    .map(wireCase -> dynamicTest(
                                            wireCase.toString(),
                                            () -> new WireRun(wireCase, gateway(wireCase.gateway())).run()))));
        }
    }

    private static List<WireCase> read(Path file) {
        try {
            return WireCase.read(file.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static WiredGateway gateway(String name) {
        return GATEWAYS.computeIfAbsent(name, WiredGateway::new);
    }

    @AfterAll
    static void stop() {
        try {
            GATEWAYS.values().forEach(ToldReason::agree);
        } finally {
            GATEWAYS.values().forEach(WiredGateway::close);
        }
        GATEWAYS.clear();
    }
}
