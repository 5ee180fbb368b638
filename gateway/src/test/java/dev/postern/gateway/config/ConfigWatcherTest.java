package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {

    private static final Duration INTERVAL = Duration.ofMillis(20);

    /** Of the gateway's promise; a test that passes never waits so long. */
    private static final int DEADLINE_SECONDS = 10;

    private static final String CONFIG = """
            admin: { token: "${file:token}" }
            upstreams: { notes: { url: "http://127.0.0.1:3000" } }
            authorizers: { users: { type: cognito, clients: [%s] } }
            routes: [{ match: GET /, authorizer: users, upstream: notes }]
            """;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<ConfigResult> results = new LinkedBlockingQueue<>();
    private final AtomicReference<ConfigResult> current = new AtomicReference<>();
    private ConfigWatcher watcher;
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = directory.resolve("postern.yaml");
        Files.writeString(file, CONFIG.formatted("one"));
        Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
    }

    @AfterEach
    void stop() throws InterruptedException {
        watcher.close();
        vertx.close().await();
    }

    @Test
    void a_change_of_the_file_is_told_once() throws Exception {
        watch(file);
        Files.writeString(file, CONFIG.formatted("two"));
        assertThat(clients(next())).isEqualTo("[two]");
        Files.writeString(file, CONFIG.formatted("three"));
        assertThat(clients(next())).isEqualTo("[three]");
        assertThat(results).isEmpty();
    }

    @Test
    void a_change_of_a_referenced_secret_is_told() throws Exception {
        watch(file);
        Files.writeString(directory.resolve("token"), "fedcba9876543210\n");
        assertThat(next().config().admin().token()).isEqualTo("fedcba9876543210");
    }

    @Test
    void a_file_that_was_replaced_keeping_its_times_is_a_change() throws Exception {
        FileTime time = Files.getLastModifiedTime(file);
        watch(file);
        Path other = directory.resolve("other");
        Files.writeString(other, CONFIG.formatted("two"));
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        assertThat(clients(next())).isEqualTo("[two]");
    }

    @Test
    void a_change_between_reading_and_watching_is_told() throws Exception {
        current.set(new ConfigReader(Map.of()).read(file));
        Files.writeString(file, CONFIG.formatted("two"));
        start(file);
        assertThat(clients(next())).isEqualTo("[two]");
    }

    @Test
    void a_swap_of_the_data_link_of_a_mounted_directory_is_told() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        revision(mount, "..2026_1", "one");
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
        Files.createSymbolicLink(mount.resolve("postern.yaml"), Path.of("..data/postern.yaml"));
        Files.createSymbolicLink(mount.resolve("token"), Path.of("..data/token"));
        watch(mount.resolve("postern.yaml"));
        assertThat(clients(current.get())).isEqualTo("[one]");

        revision(mount, "..2026_2", "two");
        Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_2"));
        Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(clients(next())).isEqualTo("[two]");
    }

    @Test
    void a_broken_file_and_its_repair_are_both_told() throws Exception {
        watch(file);
        Files.writeString(file, "");
        assertThat(next().usable()).isFalse();
        Files.delete(file);
        assertThat(next().problems().errors()).hasSize(1);
        Files.writeString(file, CONFIG.formatted("two"));
        assertThat(clients(next())).isEqualTo("[two]");
    }

    @Test
    void a_missing_secret_that_appears_is_told() throws Exception {
        Files.delete(directory.resolve("token"));
        watch(file);
        assertThat(current.get().usable()).isFalse();
        Files.writeString(directory.resolve("token"), "0123456789abcdef");
        assertThat(next().usable()).isTrue();
    }

    @Test
    void a_touched_file_is_no_change() throws Exception {
        watch(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
        Files.writeString(directory.resolve("token"), "0123456789abcdef\n");
        Files.writeString(file, CONFIG.formatted("two"));
        assertThat(clients(next())).isEqualTo("[two]");
        assertThat(results).isEmpty();
    }

    @Test
    void a_reload_that_keeps_the_old_files_is_told_once_per_change() throws Exception {
        ConfigResult first = new ConfigReader(Map.of()).read(file);
        watcher = ConfigWatcher.start(vertx, file, first::files, this::reload, INTERVAL);
        Files.writeString(file, CONFIG.formatted("two"));
        assertThat(clients(next())).isEqualTo("[two]");
        Files.writeString(file, CONFIG.formatted("three"));
        assertThat(clients(next())).isEqualTo("[three]");
        assertThat(results).isEmpty();
    }

    @Test
    void a_failing_reload_does_not_end_the_watch() throws Exception {
        watch(file, () -> {
            reload();
            throw new IllegalStateException("reload failed");
        });
        Files.writeString(file, CONFIG.formatted("two"));
        assertThat(clients(next())).isEqualTo("[two]");
        Files.writeString(file, CONFIG.formatted("three"));
        assertThat(clients(next())).isEqualTo("[three]");
    }

    private static void revision(Path mount, String name, String client) throws IOException {
        Path revision = Files.createDirectory(mount.resolve(name));
        Files.writeString(revision.resolve("postern.yaml"), CONFIG.formatted(client));
        Files.writeString(revision.resolve("token"), "0123456789abcdef");
    }

    private void watch(Path file) {
        watch(file, this::reload);
    }

    private void watch(Path file, Runnable changed) {
        this.file = file;
        current.set(new ConfigReader(Map.of()).read(file));
        watcher = ConfigWatcher.start(vertx, file, () -> current.get().files(), changed, INTERVAL);
    }

    private void start(Path file) {
        watcher = ConfigWatcher.start(vertx, file, () -> current.get().files(), this::reload, INTERVAL);
    }

    private void reload() {
        ConfigResult result = new ConfigReader(Map.of()).read(file);
        current.set(result);
        results.add(result);
    }

    private ConfigResult next() throws InterruptedException {
        ConfigResult result = results.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(result).as("a reload within %d s", DEADLINE_SECONDS).isNotNull();
        return result;
    }

    private static String clients(ConfigResult result) {
        assertThat(result.problems().render()).isEmpty();
        return result.config()
                .authorizers()
                .get("users")
                .settings()
                .texts("clients")
                .toString();
    }
}
