package dev.postern.gateway.cli;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.ConfigWatcher;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads the configuration anew when a file of it changes, and hands it to the gateway. What comes of it is in the log
 * and in {@code postern_config_reloads_total}; a broken one leaves the old in force and is watched for its repair.
 */
final class ReloadOnChange implements Serving.Company {

    /** Longer than a reload takes with every issuer down. */
    private static final long PATIENCE_SECONDS = 60;

    private final Gateway gateway;
    private final Supplier<ConfigResult> reader;
    private final ExecutorService reloads = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "postern-reload");
        thread.setDaemon(true);
        return thread;
    });
    private final ConfigWatcher watcher;
    private volatile ConfigResult last;

    private ReloadOnChange(
            Vertx vertx, Gateway gateway, Path file, ConfigResult inForce, Supplier<ConfigResult> reader) {
        this.gateway = gateway;
        this.reader = reader;
        this.last = inForce;
        this.watcher = ConfigWatcher.start(vertx, file, () -> last.files(), this::changed);
    }

    /**
     * Starts watching.
     *
     * @param file null in environment-only mode, where only referenced files can change
     * @param inForce what the gateway was started with
     * @param reader reads it again
     */
    static ReloadOnChange watch(
            Vertx vertx, Gateway gateway, Path file, ConfigResult inForce, Supplier<ConfigResult> reader) {
        return new ReloadOnChange(vertx, gateway, file, inForce, reader);
    }

    /**
     * On the watcher's worker thread, which is to wait until all files of the new configuration are known. The reload
     * itself begins on a thread without a Vert.x context, so that its own blocking work is not queued behind this.
     */
    private void changed() {
        CountDownLatch over = new CountDownLatch(1);
        reloads.execute(() -> {
            ConfigResult read = reader.get();
            last = read;
            gateway.reload(read).onComplete(result -> over.countDown());
        });
        try {
            over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        watcher.close();
        reloads.shutdownNow();
    }
}
