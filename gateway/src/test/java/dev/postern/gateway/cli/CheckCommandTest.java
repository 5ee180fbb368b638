package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static Vertx vertx;
    private static NotesBackend backend;
    private static DevelopmentUserPool pool;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
        pool = Await.result(DevelopmentUserPool.start(vertx, PoolOptions.defaults()));
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    @Test
    void a_good_file_is_called_good() throws IOException {
        Path file = write("", "");
        CommandRun check = CommandRun.of("check", file.toString());
        assertThat(check.out()).isEqualTo(file + ": good\n");
        assertThat(check.exit()).isZero();
    }

    @Test
    @DisplayName("problems of reading and of compiling come in one run each with its place (SR-136)")
    void problems_of_reading_and_of_compiling_come_in_one_run_each_with_its_place() throws IOException {
        Path file = write("""
                  - { match: "GET notes", authorizer: users, upstream: notes }
                  - { match: "GET /a", authorizer: user, upstream: notes }
                  - match: "GET /b"
                    authorizer: users
                    upstream: notes
                    request: { headers: { X-Plan: $context.nonsense } }
                """, "log: { level: loud }\n");
        CommandRun check = CommandRun.of("check", file.toString());
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.out().lines())
                .anyMatch(line -> line.startsWith(file + ":12:14 routes[1].match: "))
                .anyMatch(line -> line.startsWith(file + ":13:") && line.contains("did you mean 'users'"))
                .anyMatch(line -> line.startsWith(file + ":17:") && line.contains("X-Plan"))
                .anyMatch(line -> line.startsWith(file + ":18:") && line.contains("log.level: "))
                .anyMatch(line -> line.equals(file + ": 4 errors, 0 warnings"));
        assertThat(check.err()).isEmpty();
    }

    @Test
    void warnings_count_only_when_strict() throws IOException {
        Path file = write("  - { match: \"GET /notes\", authorizer: open, upstream: notes }\n", "")
                .toAbsolutePath();
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "match: \"GET /notes\", authorizer: users",
                                "match: \"ANY /notes\", authorizer: users"));
        CommandRun lenient = CommandRun.of("check", file.toString());
        assertThat(lenient.out()).contains("warning: ").contains(": 0 errors, 1 warning");
        assertThat(lenient.exit()).isZero();
        assertThat(CommandRun.of("check", "--strict", file.toString()).exit()).isEqualTo(2);
    }

    @Test
    void a_broken_lock_out_file_is_reported_at_its_own_places() throws IOException {
        Path list = Files.writeString(directory.resolve("lockout.yaml"), "entries:\n  - { sub: jdoe }\n  - 7\n");
        CommandRun check = CommandRun.of(
                "check", write("", "lockout: { file: lockout.yaml }\n").toString());
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.out().lines())
                .contains(list + ":2:5 entries[0]: has no 'until'; add 'until:'")
                .contains(list + ":3:5 entries[1]: is a number; write keys and values below it");
    }

    @Test
    void a_lock_out_file_that_is_not_there_is_reported_where_it_is_named() throws IOException {
        Path file = write("", "lockout: { file: nowhere.yaml }\n");
        CommandRun check = CommandRun.of("check", file.toString());
        assertThat(check.exit()).isEqualTo(2);
        int line = Files.readAllLines(file).indexOf("lockout: { file: nowhere.yaml }") + 1;
        assertThat(check.out().lines())
                .contains(file + ":" + line + ":18 lockout.file: there is no file " + directory.resolve("nowhere.yaml")
                        + "; name an existing file");
    }

    @Test
    void a_file_that_is_not_there_is_an_error() {
        CommandRun check =
                CommandRun.of("check", directory.resolve("absent.yaml").toString());
        assertThat(check.exit()).isEqualTo(2);
        assertThat(check.out()).contains("there is no such file");
    }

    @Test
    void something_to_check_must_be_named() {
        assertThat(CommandRun.of("check").exit()).isEqualTo(2);
        assertThat(CommandRun.of("check", "a.yaml", "--env").exit()).isEqualTo(2);
        assertThat(CommandRun.of("check", "--colour", "a.yaml").err()).contains("'postern check --help'");
    }

    @Test
    void connecting_says_what_works() throws IOException {
        CommandRun check = CommandRun.of("check", "--connect", write("", "").toString());
        assertThat(check.out()).contains("authorizers.users: ").contains("upstreams.notes: connected\n");
        assertThat(check.exit()).as(check.out()).isZero();
    }

    @Test
    void connecting_names_a_refused_connection_as_tcp() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            closed = socket.getLocalPort();
        }
        assertThat(connecting("http://127.0.0.1:" + closed, "")).contains("TCP: 127.0.0.1:" + closed);
    }

    @Test
    void connecting_names_a_failed_handshake_as_tls() throws IOException {
        assertThat(connecting("https://127.0.0.1:" + backend.port(), "")).contains("upstreams.notes.url: TLS: ");
    }

    @Test
    void connecting_names_a_bad_status() throws IOException {
        assertThat(connecting("http://127.0.0.1:" + backend.port(), ", health: /nothing"))
                .contains("status: /nothing answers 404");
    }

    @Test
    void connecting_names_a_socket_file_that_is_not_there() throws IOException {
        assertThat(connecting("unix:" + directory.resolve("app.sock"), "")).contains("socket: there is no ");
    }

    @Test
    void connecting_names_an_issuer_without_keys() throws IOException {
        Path file = write("", "");
        Files.writeString(file, Files.readString(file).replace("/.well-known/jwks.json", "/nothing"));
        CommandRun check = CommandRun.of("check", "--connect", file.toString());
        assertThat(check.out()).contains("authorizers.users: cannot decide: ").contains("404");
        assertThat(check.exit()).isEqualTo(2);
    }

    @Test
    void connecting_tries_the_way_to_functions_without_invoking_them() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            closed = socket.getLocalPort();
        }
        String lambda = "arn: \"arn:aws:lambda:us-east-1:000000000000:function:auth\", endpoint: ";
        Path file = write(
                "",
                "functions:\n"
                        + "  there: { url: \"http://127.0.0.1:" + backend.port() + "/\" }\n"
                        + "  plain: { url: \"https://127.0.0.1:" + backend.port() + "/\" }\n"
                        + "  closed: { " + lambda + "\"http://127.0.0.1:" + closed + "\" }\n"
                        + "  nowhere: { url: \"http://nowhere.invalid/\" }\n");
        CommandRun check = CommandRun.of("check", "--connect", file.toString());
        assertThat(check.out())
                .contains("functions.there: connected\n")
                .contains("functions.plain: https://127.0.0.1:" + backend.port() + ": TLS: ")
                .contains("functions.closed: http://127.0.0.1:" + closed + ": TCP: ")
                .contains("functions.nowhere: http://nowhere.invalid:80: DNS: there is no address");
        assertThat(check.exit()).isEqualTo(2);
    }

    private String connecting(String url, String more) throws IOException {
        Path file = write("", "");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("\"http://127.0.0.1:" + backend.port() + "\"", "\"" + url + "\"" + more));
        CommandRun check = CommandRun.of("check", "--connect", file.toString());
        assertThat(check.exit()).as(check.all()).isEqualTo(2);
        return check.out();
    }

    /** Ten lines, of which the last is the first route; then more. */
    private Path write(String routes, String more) throws IOException {
        String yaml = "server: { host: 127.0.0.1, port: 0 }\n"
                + "upstreams:\n"
                + "  notes: { url: \"http://127.0.0.1:" + backend.port() + "\" }\n"
                + "authorizers:\n"
                + "  users:\n"
                + "    type: cognito\n"
                + "    issuer: \"" + pool.issuer() + "\"\n"
                + "    jwks: \"" + pool.jwksUrl() + "\"\n"
                + "    clients: [" + pool.clientId() + "]\n"
                + "routes:\n"
                + "  - { match: \"GET /notes\", authorizer: users, upstream: notes }\n"
                + routes
                + more;
        return Files.writeString(directory.resolve("postern.yaml"), yaml);
    }
}
