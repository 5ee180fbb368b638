package dev.postern.gateway.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.CaseTable;
import dev.postern.gateway.CaseTable.Row;
import dev.postern.gateway.attack.ScriptedUpstream.Answer;
import dev.postern.gateway.attack.ScriptedUpstream.Then;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each limit of the configuration, set low: what is within it passes, what is beyond is refused with its reason. */
@Tag("socket")
@Tag("attack")
class LimitsTest {

    private static final String ORIGIN = "https://app.example.com";

    @TempDir
    private static Path directory;

    static Stream<Row> rows() {
        return CaseTable.rows("limits.txt");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void what_is_within_a_limit_passes_and_what_is_beyond_is_refused(Row row) {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                GatewayUnderTest gateway = GatewayUnderTest.start(yaml(row, upstream), entry(row.get(1)))) {
            upstream.begin(answers(row.get(4)));
            int lines = 0;
            if (row.get(5) != null) {
                try (RawClient client = gateway.connect()) {
                    RawResponse within = client.send(bytes(row.get(5))).response();
                    lines = expect(row.get(6), String.valueOf(within.status()), gateway, lines);
                }
            }
            upstream.begin(answers(row.get(4)));
            try (RawClient client = gateway.connect()) {
                client.send(bytes(row.get(7)));
                if (row.get(8).startsWith("cut ")) {
                    assertThat(client.untilClosed()).startsWith("HTTP/1.1 200 ").endsWith("half");
                    expect(row.get(8), "cut", gateway, lines);
                    return;
                }
                RawResponse beyond = client.response();
                expect(row.get(8), String.valueOf(beyond.status()), gateway, lines);
                assertThat(beyond.header("X-Request-Id")).isNotBlank();
                if (!row.get(8).endsWith(" head_timeout")) {
                    // Of a head that never came nobody knows the Origin.
                    assertThat(beyond.header("access-control-allow-origin")).isEqualTo(ORIGIN);
                }
            }
            if (row.get(8).startsWith("4")) {
                assertThat(upstream.heard())
                        .as("nothing whole reached the upstream")
                        .noneMatch(HeardRequest::whole);
            }
        }
    }

    private static int expect(String expected, String status, GatewayUnderTest gateway, int lines) {
        String[] words = expected.split(" ");
        assertThat(status).isEqualTo(words[0]);
        assertThat(gateway.accessLog(lines + 1).get(lines)).contains("\"reason\":\"" + words[1] + "\"");
        return lines + 1;
    }

    private static List<Answer> answers(String does) {
        return switch (does) {
            case "ok" -> List.of();
            case "hang" -> List.of(new Answer("", Then.HANG, false));
            case "stop" -> List.of(new Answer("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf", Then.HANG, false));
            default -> throw new IllegalArgumentException(does);
        };
    }

    /** The Origin goes in behind the request line; what begins with {@code !} is sent as it is, unfinished. */
    private static String bytes(String text) {
        boolean unfinished = text.startsWith("!");
        String all = WireText.bytes(unfinished ? text.substring(1) : text, Map.of());
        int line = all.indexOf("\r\n") + 2;
        String origin = all.substring(0, line) + "Origin: " + ORIGIN + "\r\n" + all.substring(line);
        return unfinished || origin.contains("\r\n\r\n") ? origin : origin + "\r\n";
    }

    private static String entry(String entries) {
        return entries == null ? "" : ", " + entries;
    }

    private static String yaml(Row row, ScriptedUpstream upstream) {
        String route = row.get(3) == null ? "" : row.get(3);
        return """
                upstreams: { app: { url: "http://127.0.0.1:%d"%s } }
                authorizers:
                  users: { type: jwt, issuer: "https://issuer.example/", audiences: [notes], jwks: "file:%s" }
                cors: { allowOrigins: ["%s"] }
                routes:
                  - { match: "ANY /{proxy+}", upstream: app, %s }
                  - { match: "ANY /", upstream: app, authorizer: open }
                """.formatted(
                        upstream.port(),
                        entry(row.get(2)),
                        Issuer.keySet(directory),
                        ORIGIN,
                        route.startsWith("authorizer:") ? route : "authorizer: open" + entry(row.get(3)));
    }
}
