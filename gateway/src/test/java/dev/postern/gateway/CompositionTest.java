package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.testing.Await;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What {@code check} says of authorizers that ask others, and where; the cases are in {@code composition.txt}. */
class CompositionTest {

    private static final String HEAD = """
            upstreams: { notes: { url: "http://127.0.0.1:3000" } }
            identity: { headers: { X-Principal-Id: $context.authorizer.principalId } }
            authorizers:
              users: { type: jwt, issuer: "https://login.example.com/", audiences: [notes] }
              machines: { type: jwt, issuer: "https://machines.example.com/", audiences: [notes], identitySource: header.X-Api-Key }
              pages: { type: jwt, issuer: "https://login.example.com/", audiences: [notes], identitySource: cookie.session }
            """;

    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String text : table().split("(?m)^=== ")) {
            if (!text.startsWith("#")) {
                int body = text.indexOf('\n') + 1;
                int arrow = text.indexOf("--->\n", body);
                String yaml = HEAD + text.substring(body, arrow);
                List<String> expected = text.substring(arrow + 5).lines().toList();
                tests.add(DynamicTest.dynamicTest(text.substring(0, body).strip(), () -> {
                    ConfigResult read = new ConfigReader(Map.of()).readText(yaml, Path.of("t.yaml"));
                    ConfigurationCheck.compile(vertx, read);
                    assertThat(read.problems().render().lines()).containsExactlyElementsOf(expected);
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(8);
        return tests.stream();
    }

    private static String table() throws IOException {
        try (InputStream in = CompositionTest.class.getResourceAsStream("composition.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
