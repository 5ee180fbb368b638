package dev.postern.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.real.Certificates;
import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.PluginJar;
import dev.postern.gateway.testing.RawClient;
import dev.postern.gateway.testing.RawResponse;
import dev.postern.sample.notes.NotesBackend;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} as an operator sees it: what it prints, how it ends, how it takes a changed file. */
class RunIT {

    private static final String READY =
            "^postern ready on http://127\\.0\\.0\\.1:(\\d+)" + " \\(admin http://127\\.0\\.0\\.1:(\\d+)\\)$";
    private static final Duration STOP_IN_ORDER = Duration.ofSeconds(15);
    private static final Duration AT_ONCE = Duration.ofSeconds(3);

    private static Vertx vertx;
    private static NotesBackend backend;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        backend = Await.result(NotesBackend.start(vertx, NotesBackend.Options.defaults()));
    }

    @AfterAll
    static void stop() {
        Await.result(vertx.close());
    }

    @Test
    void a_listener_with_tls_says_https_and_one_without_its_key_does_not_start() throws IOException {
        Certificates.in(directory).issue("tls", "DNS:localhost");
        String tls =
                "server: { host: 127.0.0.1, port: 0, drain: { delay: 0s }, tls: { cert: tls.crt, key: %s.key } }\n";
        try (PosternProcess gateway = PosternProcess.start(
                "run", write(tls.formatted("tls") + notes("open")).toString())) {
            gateway.line("^postern ready on https://127\\.0\\.0\\.1:(\\d+) \\(admin http://127\\.0\\.0\\.1:(\\d+)\\)$");
        }
        try (PosternProcess gateway = PosternProcess.start(
                "run", write(tls.formatted("ca") + notes("open")).toString())) {
            assertThat(gateway.exit(STOP_IN_ORDER)).isEqualTo(2);
            assertThat(gateway.err())
                    .contains(" server.tls.key: the key in ", " does not belong to the certificate in ");
        }
    }

    @Test
    @DisplayName("what a plug-in prints goes to standard error and never among the lines of the access log (SR-162)")
    void what_a_plug_in_prints_goes_to_standard_error_and_never_among_the_lines_of_the_access_log() throws IOException {
        Path plugins = Files.createDirectory(directory.resolve("plugins"));
        new PluginJar().source("""
                        package com.example;

                        import dev.postern.authorizer.*;
                        import io.vertx.core.Future;
                        import io.vertx.core.json.JsonObject;

                        public final class Talker implements AuthorizerFactory {
                            public String type() { return "talker"; }
                            public JsonObject schema() { return new JsonObject(); }
                            public Authorizer create(AuthorizerContext context, Settings settings) {
                                settings.finish();
                                return request -> {
                                    System.out.println("a forged line");
                                    return Future.succeededFuture(Decision.Deny.because(Reason.DENIED));
                                };
                            }
                        }
                        """).factory("com.example.Talker").write(plugins.resolve("talker.jar"));
        Path config = write("server: { host: 127.0.0.1, port: 0, drain: { delay: 0s } }\nplugins: ./plugins\n"
                + "authorizers: { chatty: { type: talker } }\n" + notes("chatty"));
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            int port = Integer.parseInt(gateway.line(READY).group(1));
            assertThat(get(port, "/notes").status()).isEqualTo(403);
            Await.until("it printed", () -> gateway.err().contains("a forged line"));
            gateway.terminate();
            assertThat(gateway.exit(STOP_IN_ORDER)).isZero();
            assertThat(String.join("\n", gateway.out()))
                    .contains("\"reason\":\"denied\"")
                    .doesNotContain("forged");
        }
    }

    @Test
    void a_stop_is_announced_serves_on_for_a_while_and_ends_with_0() throws IOException {
        Path config = write("server: { host: 127.0.0.1, port: 0, drain: { delay: 2s } }\n" + notes("open"));
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            Matcher ready = gateway.line(READY);
            int port = Integer.parseInt(ready.group(1));
            int admin = Integer.parseInt(ready.group(2));
            assertThat(get(port, "/notes").status()).isEqualTo(200);
            assertThat(get(admin, "/health/ready").status()).isEqualTo(200);

            gateway.terminate();

            Await.until("not ready", () -> get(admin, "/health/ready").status() == 503);
            assertThat(get(admin, "/health/live").status()).isEqualTo(200);
            RawResponse served = get(port, "/notes");
            assertThat(served.status()).isEqualTo(200);
            assertThat(served.header("connection")).isEqualToIgnoringCase("close");
            assertThat(gateway.exit(STOP_IN_ORDER)).isZero();
            assertThat(gateway.out())
                    .filteredOn(line -> line.contains("\"GET /notes\""))
                    .hasSize(2);
        }
    }

    @Test
    void a_stop_lets_a_request_under_way_finish() throws IOException {
        Path config = write("server: { host: 127.0.0.1, port: 0, drain: { delay: 0s, timeout: 10s } }\n" + notes("open")
                + "  - { match: GET /slow, authorizer: open, upstream: notes }\n");
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            int port = Integer.parseInt(gateway.line(READY).group(1));
            try (RawClient client = RawClient.connect(port)) {
                client.send("GET /slow?chunks=20&gap=100 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
                assertThat(client.read()).isEqualTo('H');
                gateway.terminate();
                assertThat(client.untilClosed())
                        .startsWith("TTP/1.1 200 ")
                        .contains("chunk 1\n")
                        .contains("chunk 20\n");
            }
            assertThat(gateway.exit(STOP_IN_ORDER)).isZero();
        }
    }

    @Test
    void with_the_defaults_a_stop_takes_less_than_15_seconds() throws IOException {
        Path config = write("server: { host: 127.0.0.1, port: 0 }\n" + notes("open"));
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            gateway.line(READY);
            gateway.terminate();
            assertThat(gateway.exit(STOP_IN_ORDER)).isZero();
        }
    }

    @Test
    void a_second_signal_ends_at_once() throws IOException {
        Path config = write("server: { host: 127.0.0.1, port: 0, drain: { delay: 60s } }\n" + notes("open"));
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            int admin = Integer.parseInt(gateway.line(READY).group(2));
            gateway.terminate();
            Await.until("not ready", () -> get(admin, "/health/ready").status() == 503);
            assertThat(gateway.isAlive()).isTrue();
            gateway.terminate();
            assertThat(gateway.exit(AT_ONCE)).isEqualTo(143);
        }
    }

    @Test
    void a_taken_port_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Path data = write("server: { host: 127.0.0.1, port: " + taken.getLocalPort() + " }\n" + notes("open"));
            assertCannotStart(data, "port " + taken.getLocalPort() + " on 127.0.0.1 is taken; ", "server.port");
            Path admin = write("server: { host: 127.0.0.1, port: 0 }\n"
                    + notes("open").replace("port: 0 }", "port: " + taken.getLocalPort() + " }"));
            assertCannotStart(admin, "port " + taken.getLocalPort() + " on 127.0.0.1 is taken; ", "admin.port");
        }
    }

    @Test
    void an_address_of_another_machine_is_named() throws IOException {
        Path config = write("server: { host: 192.0.2.1, port: 0 }\n" + notes("open"));
        assertCannotStart(config, "port 0 on 192.0.2.1 cannot be opened: ", "server.host");
    }

    private static void assertCannotStart(Path config, String... texts) {
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            assertThat(gateway.exit(Await.PATIENCE)).isEqualTo(1);
            Await.until("a message in " + gateway.err(), () -> gateway.err().contains(texts[0]));
            assertThat(gateway.err()).contains(texts).doesNotContain("\tat ");
            assertThat(gateway.out()).isEmpty();
        }
    }

    @Test
    void every_problem_of_a_bad_configuration_is_printed_and_the_exit_is_2() throws IOException {
        Path config = write(
                "server: { host: 127.0.0.1, port: 0, drain: { delay: 5 } }\n" + notes("nobody") + "colour: red\n");
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            assertThat(gateway.exit(Await.PATIENCE)).isEqualTo(2);
            Await.until(
                    "three problems in " + gateway.err(),
                    () -> gateway.err().lines().count() >= 3);
            assertThat(gateway.err())
                    .contains(config + ":1:53 server.drain.delay: ")
                    .contains("routes[0].authorizer: ")
                    .contains(" colour: ")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void without_a_file_the_environment_configures_it() {
        Map<String, String> environment = Map.of(
                "POSTERN_HOST", "127.0.0.1",
                "POSTERN_PORT", "0",
                "POSTERN_ADMIN_PORT", "0",
                "POSTERN_UPSTREAM", "http://127.0.0.1:" + backend.port(),
                "POSTERN_ISSUER", "http://127.0.0.1:1/local",
                "POSTERN_JWKS", "http://127.0.0.1:1/local/jwks.json",
                "POSTERN_CLIENTS", "one",
                "POSTERN_PUBLIC_PATHS", "/notes");
        try (PosternProcess gateway = PosternProcess.start(environment, "run")) {
            int port = Integer.parseInt(gateway.line(READY).group(1));
            assertThat(get(port, "/notes").status()).isEqualTo(200);
            RawResponse guarded = get(port, "/echo");
            assertThat(guarded.status()).as("its issuer is down").isIn(401, 503);
        }
        try (PosternProcess check = PosternProcess.start(environment, "check", "--env")) {
            assertThat(check.exit(Await.PATIENCE)).isZero();
            Await.until("the YAML in " + check.out(), () -> check.out().stream()
                    .anyMatch(line -> line.contains("GET /notes")));
        }
        try (PosternProcess gateway = PosternProcess.start("run")) {
            assertThat(gateway.exit(Await.PATIENCE)).isEqualTo(2);
            Await.until("the name in " + gateway.err(), () -> gateway.err().contains("POSTERN_UPSTREAM"));
        }
    }

    @Test
    void a_changed_file_is_taken_over_and_a_broken_one_changes_nothing() throws IOException {
        String server = "server: { host: 127.0.0.1, port: 0 }\n";
        Path config = write(server + notes("open"));
        try (PosternProcess gateway = PosternProcess.start("run", config.toString())) {
            Matcher ready = gateway.line(READY);
            int port = Integer.parseInt(ready.group(1));
            int admin = Integer.parseInt(ready.group(2));
            assertThat(get(port, "/notes").status()).isEqualTo(200);

            replace(config, server + notes("deny"));
            Await.until("denied", () -> get(port, "/notes").status() == 403);
            assertThat(reloads(admin, "success")).isEqualTo(1);

            replace(config, server + notes("nobody"));
            Await.until("refused", () -> reloads(admin, "failure") == 1);
            assertThat(get(port, "/notes").status()).isEqualTo(403);
            Await.until("a message in " + gateway.err(), () -> gateway.err().contains("routes[0].authorizer"));

            replace(config, "");
            Await.until("refused again", () -> reloads(admin, "failure") == 2);
            assertThat(get(port, "/notes").status()).isEqualTo(403);

            replace(config, server + notes("open"));
            Await.until("open", () -> get(port, "/notes").status() == 200);
            assertThat(reloads(admin, "success")).isEqualTo(2);
        }
    }

    private static int reloads(int admin, String result) {
        String name = "postern_config_reloads_total{result=\"" + result + "\"} ";
        return get(admin, "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(0);
    }

    private static RawResponse get(int port, String path) {
        try (RawClient client = RawClient.connect(port)) {
            return client.send("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                    .response();
        }
    }

    private Path write(String yaml) throws IOException {
        Path file = Files.createTempFile(directory, "postern", ".yaml");
        return Files.writeString(file, yaml);
    }

    private void replace(Path file, String yaml) throws IOException {
        Files.move(write(yaml), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String notes(String authorizer) {
        return "admin: { host: 127.0.0.1, port: 0 }\n"
                + "upstreams: { notes: { url: \"http://127.0.0.1:" + backend.port() + "\" } }\n"
                + "routes:\n"
                + "  - { match: GET /notes, authorizer: " + authorizer + ", upstream: notes }\n";
    }
}
