package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.RecordingUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code explain} says where a function decides. */
class ExplainFunctionTest {

    private static final String TOKEN = "very-secret-credential-1234567890";

    @TempDir
    private Path directory;

    private RecordingUpstream function;
    private Path config;

    @BeforeEach
    void start() throws IOException {
        function = RecordingUpstream.start();
        config = Files.writeString(directory.resolve("postern.yaml"), """
                api: { id: abc, stage: prod }
                upstreams: { app: { url: "http://127.0.0.1:1" } }
                functions: { gatekeeper: { url: "http://127.0.0.1:%d/" } }
                authorizers: { custom: { type: lambda, function: gatekeeper, event: token } }
                routes: [ { match: "GET /{proxy+}", authorizer: custom, upstream: app } ]
                """.formatted(function.port()));
    }

    @AfterEach
    void stop() {
        function.close();
    }

    private CommandRun explain(String target, String... more) {
        String[] arguments = new String[4 + more.length];
        System.arraycopy(
                new String[] {"explain", config.toString(), "GET " + target, "-HAuthorization: Bearer " + TOKEN},
                0,
                arguments,
                0,
                4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return CommandRun.of(arguments);
    }

    @Test
    @DisplayName("event, answer, the statement that decided and what is remembered are shown")
    void event_answer_and_statement_are_shown() {
        String body =
                "{\"principalId\":\"u-1\",\"policyDocument\":{\"Statement\":[{\"Sid\":\"Mine\",\"Action\":\"*\",\"Effect\":\"Allow\","
                        + "\"Resource\":\"*/GET/a\"}]},\"context\":{\"echo\":\"" + TOKEN + "\"}}";
        function.answer("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        CommandRun explained = explain("/a", "--invoke");
        assertThat(explained.exit()).as(explained.all()).isZero();
        assertThat(explained.out())
                .contains("not remembered")
                .contains("\"type\":\"TOKEN\"")
                .contains("arn:aws:execute-api:us-east-1:000000000000:abc/prod/GET/a")
                .contains("\"principalId\":\"u-1\"")
                .contains("allowed by Statement[0] (Mine)");
        explained = explain("/b", "--invoke");
        assertThat(explained.exit()).isEqualTo(3);
        assertThat(explained.out()).contains("no statement allows it").contains("policy_denied");
        assertThat(function.requests()).hasSize(2);
    }

    @Test
    @DisplayName("without being told to it calls no function, and it hides the credential in the event (SR-146)")
    void without_being_told_to_it_calls_no_function() {
        CommandRun explained = explain("/a");
        assertThat(explained.exit()).as(explained.all()).isEqualTo(3);
        assertThat(explained.out()).contains("\"type\":\"TOKEN\"").contains("--invoke calls the function");
        assertThat(explained.all()).doesNotContain(TOKEN);
        assertThat(function.requests()).isEmpty();
    }
}
