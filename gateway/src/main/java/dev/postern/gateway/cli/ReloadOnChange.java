package dev.postern.gateway.cli;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.ConfigWatcher;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration anew when a file of it changes, and hands it to the gateway. What comes of it is in the log
 * and in {@code postern_config_reloads_total}; a broken one leaves the old in force and is watched for its repair.
 */
final class ReloadOnChange implements Serving.Company {

    private static final Logger LOG = LoggerFactory.getLogger(ReloadOnChange.class);

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
        reloads.execute(() -> reload().onComplete(result -> over.countDown()));
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("A reload has taken longer than {} seconds", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<Gateway.ReloadResult> reload() {
        try {
            ConfigResult read = reader.get();
            last = read;
            return gateway.reload(read);
        } catch (RuntimeException e) {
            LOG.error("The changed configuration could not be read; the old one stays in force", e);
            return Future.failedFuture(e);
        }
    }

    @Override
    public void close() {
        watcher.close();
        reloads.shutdownNow();
    }
}
