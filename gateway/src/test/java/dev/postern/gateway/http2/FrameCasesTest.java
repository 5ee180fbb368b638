package dev.postern.gateway.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs every table in {@code src/test/resources/cases/h2}; a README beside them says how to add a case. */
@Tag("socket")
@Tag("attack")
class FrameCasesTest {

    @TempDir
    private static Path directory;

    private static final Map<String, SecureGateway> GATEWAYS = new LinkedHashMap<>();

    @AfterAll
    static void stop() {
        GATEWAYS.values().forEach(SecureGateway::close);
        GATEWAYS.clear();
    }

    @TestFactory
    Stream<DynamicContainer> cases() throws IOException, URISyntaxException {
        Path tables = Path.of(FrameCasesTest.class.getResource("/cases/h2").toURI());
        List<DynamicContainer> containers = new ArrayList<>();
        try (Stream<Path> files = Files.list(tables)) {
            for (Path file : files.filter(table -> table.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                containers.add(DynamicContainer.dynamicContainer(
                        file.getFileName().toString(),
                        FrameCase.read(file).stream()
                                .map(each -> DynamicTest.dynamicTest(
                                        each.toString(), () -> each.run(gateway(each.gateway()))))));
            }
        }
        assertThat(containers).isNotEmpty();
        return containers.stream();
    }

    private static SecureGateway gateway(String name) {
        return GATEWAYS.computeIfAbsent(name, each -> SecureGateway.named(each, directory));
    }
}
