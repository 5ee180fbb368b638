package dev.postern.gateway.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.testing.Await;
import dev.postern.gateway.testing.RecordingUpstream;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged gateway notices that a file changed, whichever way files change. */
class ReloadIT {

    private static final Duration LIVE = Duration.ofSeconds(5);

    @TempDir
    private Path directory;

    private RecordingUpstream one;
    private RecordingUpstream two;

    @BeforeEach
    void start() {
        one = answering("one");
        two = answering("two");
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    @Test
    void an_edit_is_live_within_five_seconds_whether_written_in_place_or_moved_over() throws IOException {
        Path file = write("postern.yaml", config(one));
        try (GatewayProcess gateway = GatewayProcess.start(file, "-Xmx64m")) {
            assertThat(answer(gateway)).isEqualTo("one");
            write("postern.yaml", config(two));
            assertLive(gateway, "two");
            Files.move(write("new.yaml", config(one)), file, StandardCopyOption.ATOMIC_MOVE);
            assertLive(gateway, "one");
            assertThat(gateway.metrics()).contains("postern_config_reloads_total{result=\"success\"} 2.0");
        }
    }

    @Test
    void the_swap_of_a_mounted_config_maps_data_link_is_live_within_five_seconds() throws IOException {
        Path first = Files.createDirectory(directory.resolve("..2026_11_20_01"));
        Files.writeString(first.resolve("postern.yaml"), config(one));
        Files.createSymbolicLink(directory.resolve("..data"), Path.of("..2026_11_20_01"));
        Path file = Files.createSymbolicLink(directory.resolve("postern.yaml"), Path.of("..data/postern.yaml"));
        try (GatewayProcess gateway = GatewayProcess.start(file, "-Xmx64m")) {
            assertThat(answer(gateway)).isEqualTo("one");
            Path second = Files.createDirectory(directory.resolve("..2026_11_20_02"));
            Files.writeString(second.resolve("postern.yaml"), config(two));
            Path link = Files.createSymbolicLink(directory.resolve("..data_tmp"), Path.of("..2026_11_20_02"));
            Files.move(link, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
            Files.delete(first.resolve("postern.yaml"));
            Files.delete(first);
            assertLive(gateway, "two");
        }
    }

    @Test
    void a_changed_secret_file_is_live_within_five_seconds() throws IOException {
        write("port", one.port() + "\n");
        Path file = write("postern.yaml", config(one).replace(":" + one.port(), ":${file:port}"));
        try (GatewayProcess gateway = GatewayProcess.start(file, "-Xmx64m")) {
            assertThat(answer(gateway)).isEqualTo("one");
            write("port", two.port() + "\n");
            assertLive(gateway, "two");
        }
    }

    @Test
    void a_changed_key_file_admits_the_new_key_and_no_longer_the_old_one() throws IOException {
        Vertx vertx = Vertx.vertx();
        try {
            PoolOptions options = PoolOptions.defaults().withIssuer("https://issuer.example/pool");
            DevelopmentUserPool before = Await.result(DevelopmentUserPool.start(vertx, options));
            DevelopmentUserPool after = Await.result(DevelopmentUserPool.start(vertx, options));
            write("jwks.json", before.keySet().encode());
            Path file = write(
                    "postern.yaml",
                    config(one).replace("authorizer: open", "authorizer: users") + """
                    authorizers:
                      users: { type: cognito, issuer: "https://issuer.example/pool", jwks: "file:jwks.json", clients: [%s], tokenUse: id }
                    """.formatted(before.clientId()));
            try (GatewayProcess gateway = GatewayProcess.start(file, "-Xmx64m")) {
                assertThat(status(gateway, before.idToken("jdoe"))).isEqualTo(200);
                assertThat(status(gateway, after.idToken("jdoe"))).isEqualTo(401);
                write("jwks.json", after.keySet().encode());
                long written = System.nanoTime();
                Await.until("the new key counts", () -> status(gateway, after.idToken("jdoe")) == 200);
                assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(LIVE);
                assertThat(status(gateway, before.idToken("jdoe"))).isEqualTo(401);
            }
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void a_broken_change_of_any_kind_leaves_the_old_configuration_serving_until_it_is_repaired() throws IOException {
        String good = config(one);
        Path file = write("postern.yaml", good);
        try (GatewayProcess gateway = GatewayProcess.start(file, "-Xmx64m")) {
            String[] broken = {
                "routes: [ {",
                good.substring(0, good.length() / 2),
                "",
                good.replace("upstream: app", "upstream: ap"),
                good.replace("authorizer: open", "authorizer: nobody"),
            };
            for (int i = 0; i < broken.length; i++) {
                write("postern.yaml", broken[i]);
                String count = "postern_config_reloads_total{result=\"failure\"} " + (i + 1) + ".0";
                Await.until("counted: " + count, () -> gateway.metrics().contains(count));
                assertThat(answer(gateway)).isEqualTo("one");
            }
            Files.delete(file);
            Await.until("a missing file is counted", () -> gateway.metrics()
                    .contains("postern_config_reloads_total{result=\"failure\"} " + (broken.length + 1) + ".0"));
            assertThat(answer(gateway)).isEqualTo("one");
            assertThat(gateway.log().toLowerCase(Locale.ROOT))
                    .contains("there is no upstream 'ap'")
                    .doesNotContain("exception");
            write("postern.yaml", config(two));
            assertLive(gateway, "two");
        }
    }

    private void assertLive(GatewayProcess gateway, String answer) {
        long written = System.nanoTime();
        Await.until(answer + " answers", () -> answer(gateway).equals(answer));
        assertThat(Duration.ofNanos(System.nanoTime() - written)).isLessThan(LIVE);
    }

    private static String answer(GatewayProcess gateway) {
        return Call.to(gateway.port(), "/a").get().body();
    }

    private static int status(GatewayProcess gateway, String token) {
        return Call.to(gateway.port(), "/a").token(token).get().statusCode();
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static RecordingUpstream answering(String body) {
        return RecordingUpstream.start()
                .answer("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
    }

    private static String config(RecordingUpstream upstream) {
        return """
                server: { host: 127.0.0.1, port: 0 }
                admin: { host: 127.0.0.1, port: 0 }
                upstreams: { app: { url: "http://127.0.0.1:%d" } }
                routes:
                  - { match: "ANY /{proxy+}", authorizer: open, upstream: app }
                """.formatted(upstream.port());
    }
}
