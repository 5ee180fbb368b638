package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.testing.RealComponents;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients get for everything that a hosted function may do: functions under AWS's own runtime clients for Node and
 * Java, through the packaged gateway.
 */
class AuthorizerOutcomesIT {

    private enum Profile {
        POSTERN,
        REST_API,
        HTTP_API;

        String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    @TempDir
    private static Path directory;

    private static final Map<Profile, GatewayProcess> GATEWAYS = new EnumMap<>(Profile.class);

    private static Path node;
    private static Vertx vertx;
    private static NotesBackend backend;

    @BeforeAll
    static void start() {
        node = RealComponents.requireNode("aws-lambda-ric");
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    }

    @AfterAll
    static void stop() {
        GATEWAYS.values().forEach(gateway -> {
            gateway.terminate();
            gateway.exit();
        });
        if (vertx != null) {
            Await.result(vertx.close());
        }
    }

    private static GatewayProcess gateway(Profile profile) {
        return GATEWAYS.computeIfAbsent(profile, AuthorizerOutcomesIT::startGateway);
    }

    private static GatewayProcess startGateway(Profile profile) {
        Path config = directory.resolve(profile.text() + ".yaml");
        try {
            Path scratch = Files.createDirectory(directory.resolve(profile.text()));
            Files.writeString(config, """
                    profile: %1$s
                    server: { host: 127.0.0.1, port: 0 }
                    admin: { host: 127.0.0.1, port: 0 }
                    upstreams: { notes: { url: "http://127.0.0.1:%2$d" } }
                    functions:
                      node:
                        runtime:
                          command: [node, "%3$s", outcomes.handler]
                          handler: outcomes.handler
                          directory: "%4$s"
                          environment: { PATH: "%5$s" }
                      simple:
                        runtime:
                          command: [node, "%3$s", outcomes.simple]
                          handler: outcomes.simple
                          directory: "%4$s"
                          environment: { PATH: "%5$s" }
                      java: { runtime: { command: [%6$s], handler: "%7$s" } }
                    authorizers:
                      node: { type: lambda, function: node, event: token, ttl: 0s }
                      java: { type: lambda, function: java, event: token, ttl: 0s }
                      simple:
                        { type: lambda, function: simple, event: v2, simpleResponses: true, identitySource: header.X-Word }
                    routes:
                      - { match: "GET /node", authorizer: node, upstream: notes, path: /notes }
                      - { match: "GET /java", authorizer: java, upstream: notes, path: /notes }
                      - { match: "GET /simple", authorizer: simple, upstream: notes, path: /notes }
                    """.formatted(
                            profile.text(),
                            backend.port(),
                            node.resolve("node_modules/aws-lambda-ric/bin/index.mjs"),
                            node.resolve("lambda/authorizer"),
                            System.getenv("PATH"),
                            JavaProgram.hosting(JavaAuthorizer.HANDLER, scratch).stream()
                                    .collect(Collectors.joining("\", \"", "\"", "\"")),
                            JavaAuthorizer.HANDLER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return GatewayProcess.start(config);
    }

    @ParameterizedTest(name = "{0}: {1} of an API, {3} of our own")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "allows                                | 200 |                                 | 200 |",
                "denies                                | 403 | {\"Message\":\"User is not authorized to access this resource with an explicit deny\"} | 403 | {\"message\":\"Forbidden\"}",
                "calls-back-unauthorized               | 401 | {\"message\":\"Unauthorized\"}  | 401 | {\"message\":\"Unauthorized\"}",
                "calls-back-an-unauthorized-error      | 401 | {\"message\":\"Unauthorized\"}  | 401 | {\"message\":\"Unauthorized\"}",
                "fails-unauthorized                    | 401 | {\"message\":\"Unauthorized\"}  | 401 | {\"message\":\"Unauthorized\"}",
                "throws-unauthorized                   | 401 | {\"message\":\"Unauthorized\"}  | 401 | {\"message\":\"Unauthorized\"}",
                "calls-back-unauthorized-in-lower-case | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "calls-back-an-error                   | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "throws                                | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "ends                                  | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "returns-null                          | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "returns-nothing                       | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "returns-a-text                        | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "nests-its-context                     | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "leaves-the-policy-out                 | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "leaves-the-principal-out              | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
            })
    void a_function_for_node(String word, int apiStatus, String apiBody, int ownStatus, String ownBody) {
        assertAnswer(Profile.REST_API, "/node", "Authorization", word, apiStatus, apiBody);
        assertAnswer(Profile.POSTERN, "/node", "Authorization", word, ownStatus, ownBody);
    }

    @ParameterizedTest(name = "{0}: {1} of an API, {3} of our own")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "allows                                | 200 |                                 | 200 |",
                "denies                                | 403 | {\"Message\":\"User is not authorized to access this resource with an explicit deny\"} | 403 | {\"message\":\"Forbidden\"}",
                "throws-unauthorized                   | 401 | {\"message\":\"Unauthorized\"}  | 401 | {\"message\":\"Unauthorized\"}",
                "throws                                | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
                "returns-null                          | 500 | {\"message\":null}              | 500 | {\"message\":\"Internal Server Error\"}",
            })
    void a_function_for_java(String word, int apiStatus, String apiBody, int ownStatus, String ownBody) {
        assertAnswer(Profile.REST_API, "/java", "Authorization", word, apiStatus, apiBody);
        assertAnswer(Profile.POSTERN, "/java", "Authorization", word, ownStatus, ownBody);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "friend   | 200 |",
                "stranger | 403 | {\"message\":\"Forbidden\"}",
                "throws   | 401 | {\"message\":\"Unauthorized\"}",
            })
    void a_simple_response(String word, int status, String body) {
        assertAnswer(Profile.HTTP_API, "/simple", "X-Word", word, status, body);
        assertAnswer(Profile.POSTERN, "/simple", "X-Word", word, status, body);
    }

    @Test
    void what_the_function_named_reaches_the_backend() {
        assertThat(call(Profile.REST_API, "/node", "Authorization", "allows").body())
                .contains("\"Notes for ada\"");
        assertThat(call(Profile.REST_API, "/java", "Authorization", "allows").body())
                .contains("\"Notes for grace\"");
        assertThat(call(Profile.HTTP_API, "/simple", "X-Word", "friend").body()).contains("\"Notes for friend\"");
    }

    private static HttpResponse<String> call(Profile profile, String path, String header, String word) {
        return Call.to(gateway(profile).port(), path).header(header, word).get();
    }

    private static void assertAnswer(
            Profile profile, String path, String header, String word, int status, String body) {
        long heard = backend.heard();
        HttpResponse<String> answer = call(profile, path, header, word);
        assertThat(answer.statusCode()).as(profile + answer.body()).isEqualTo(status);
        if (body != null) {
            assertThat(answer.body()).as(profile.text()).isEqualTo(body);
        }
        assertThat(answer.body()).doesNotContain("secret-detail");
        assertThat(backend.heard() - heard).as("heard by the backend").isEqualTo(status == 200 ? 1 : 0);
    }
}
