package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.GatewayUnderTest;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.gateway.testing.RecordingUpstream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** The conformance vectors that concern Lambda authorizers, over sockets on every side. */
@Tag("socket")
class LambdaVectorsTest {

    private static final String ARN = "arn:aws:execute-api:us-east-1:123456789012:abc/prod/";

    @TestFactory
    List<DynamicTest> vectors() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = LambdaVectorsTest.class.getResourceAsStream("/cases/lambda/vectors.txt")) {
            String[] blocks = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n=== ");
            for (String block : List.of(blocks).subList(1, blocks.length)) {
                List<String> lines = block.lines().toList();
                tests.add(DynamicTest.dynamicTest(lines.get(0), () -> {
                    try (Run run = new Run(lines.subList(1, lines.size()))) {
                        run.play();
                    }
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests;
    }

    /** Moves when a vector says so. */
    private static final class SteppedClock extends Clock {

        private volatile Instant now = Instant.parse("2026-11-20T12:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** One block of the table. */
    private static final class Run implements AutoCloseable {

        private final List<String> lines;
        private final SteppedClock clock = new SteppedClock();
        private final RecordingUpstream backend = RecordingUpstream.start();
        private final RecordingUpstream function = RecordingUpstream.start();
        private final GatewayUnderTest gateway;
        private final List<RawClient> left = new ArrayList<>();
        private RawResponse response;
        private int sent;

        Run(List<String> lines) {
            this.lines = lines;
            String bounds = setting("bounds ", null);
            String yaml = """
                    profile: %s
                    api: { id: abc, stage: prod, region: us-east-1, account: "123456789012" }
                    upstreams: { app: { url: "http://127.0.0.1:%d" } }
                    functions: { gatekeeper: { url: "http://127.0.0.1:%d/"%s } }
                    authorizers: { custom: { type: lambda, function: gatekeeper, %s } }
                    cors: { allowOrigins: ["https://app.example.com"], allowMethods: [GET] }
                    identity:
                      headers:
                        X-Principal-Id: $context.authorizer.principalId
                        X-Plan: $context.authorizer.plan
                        X-A: $context.authorizer.a
                        X-B: $context.authorizer.b
                        X-C: $context.authorizer.c
                    routes:
                      - { match: "ANY /a", authorizer: custom, upstream: app }
                      - { match: "ANY /{proxy+}", authorizer: custom, upstream: app }
                    """.formatted(
                            setting("profile ", "postern"),
                            backend.port(),
                            function.port(),
                            bounds == null ? "" : ", " + bounds,
                            setting("authorizer ", null));
            gateway = GatewayUnderTest.start(GatewayUnderTest.read(yaml, ""), clock);
        }

        private String setting(String word, String otherwise) {
            return lines.stream()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(word.length()))
                    .findFirst()
                    .orElse(otherwise);
        }

        void play() {
            for (String line : lines) {
                String rest = line.substring(line.indexOf(' ') + 1);
                switch (line.substring(0, line.indexOf(' '))) {
                    case "profile", "authorizer", "bounds" -> {}
                    case "function" -> act(rest);
                    case ">" -> send(rest);
                    case ">>" -> leave(rest);
                    case "<" -> answered(rest);
                    case "h" -> header(rest);
                    case "%" ->
                        assertThat(new JsonObject(gateway.accessLog(sent).get(sent - 1)).getString("reason"))
                                .as(line)
                                .isEqualTo(rest);
                    case "calls" -> assertThat(function.requests()).as(line).hasSize(Integer.parseInt(rest));
                    case "event" -> event(rest.split(" ", 2));
                    case "backend" -> backend(rest);
                    case "advance" -> clock.now = clock.now.plus(Duration.parse("PT" + rest));
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }

        private void act(String what) {
            String argument = what.substring(what.indexOf(' ') + 1);
            switch (what.split(" ")[0]) {
                case "returns" -> function.answer(json(200, "", policies(argument)));
                case "raises" -> {
                    String[] parts = argument.split(": ", 2);
                    function.answer(json(
                            200,
                            "X-Amz-Function-Error: Unhandled\r\n",
                            new JsonObject()
                                    .put("errorMessage", parts[1])
                                    .put("errorType", parts[0])
                                    .encode()));
                }
                case "status" -> function.answer(json(Integer.parseInt(argument), "", "{}"));
                case "silent" -> function.answer("");
                default -> function.close();
            }
        }

        private static String json(int status, String headers, String body) {
            return "HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + headers + "Content-Length: "
                    + body.length() + "\r\n\r\n" + body;
        }

        private static String policies(String text) {
            String allow =
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Action\":\"execute-api:Invoke\",\"Effect\":\"Allow\",\"Resource\":\"$1\"}]}";
            String deny = allow.replace("]}", ",{\"Action\":\"*\",\"Effect\":\"Deny\",\"Resource\":\"$1\"}]}");
            return text.replaceAll("ALLOW ([^,}]+)", allow)
                    .replaceAll("DENY ([^,}]+)", deny)
                    .replace("\"A/", "\"" + ARN);
        }

        /** Goes on when the function has heard of it. */
        private void leave(String request) {
            int before = function.requests().size();
            left.add(gateway.connect().send(bytes(request)));
            Await.until("the function is called", () -> function.requests().size() > before);
        }

        private static String bytes(String request) {
            String[] parts = request.split(" \\| ");
            StringBuilder bytes = new StringBuilder(parts[0] + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
            for (String header : List.of(parts).subList(1, parts.length)) {
                bytes.append(header).append("\r\n");
            }
            return bytes.append("\r\n").toString();
        }

        /** A line is written behind its answer: the one before must be there, so that this one's comes last. */
        private void send(String request) {
            gateway.accessLog(sent);
            try (RawClient client = gateway.connect()) {
                response = client.send(bytes(request)).response();
            }
            sent++;
        }

        private void answered(String expected) {
            String[] parts = expected.split(" ", 2);
            assertThat(response.status()).as("%s in %s", response, lines).isEqualTo(Integer.parseInt(parts[0]));
            if (parts.length > 1) {
                assertThat(response.body()).isEqualTo(parts[1]);
            }
            assertThat(response.toString()).doesNotContain("secret-detail");
        }

        private void header(String expected) {
            String[] parts = expected.split(": ", 2);
            assertThat(response.header(parts[0])).as(parts[0]).isEqualTo(parts[1].equals("-") ? null : parts[1]);
        }

        private void event(String[] expected) {
            String call = function.requests().get(function.requests().size() - 1);
            JsonObject event = new JsonObject(call.substring(call.indexOf("\r\n\r\n") + 4));
            assertThat(event.getString(expected[0])).isEqualTo(expected[1]);
        }

        private void backend(String expected) {
            if (expected.matches("[0-9]+")) {
                assertThat(backend.requests()).hasSize(Integer.parseInt(expected));
                return;
            }
            String[] parts = expected.split(": ", 2);
            String request = backend.requests().get(backend.requests().size() - 1);
            List<String> values = request.lines()
                    .filter(line -> line.regionMatches(true, 0, parts[0] + ":", 0, parts[0].length() + 1))
                    .map(line -> line.substring(parts[0].length() + 1).strip())
                    .toList();
            assertThat(values).as(request).isEqualTo(parts[1].equals("-") ? List.of() : List.of(parts[1]));
        }

        @Override
        public void close() {
            left.forEach(RawClient::close);
            gateway.close();
            function.close();
            backend.close();
        }
    }
}
