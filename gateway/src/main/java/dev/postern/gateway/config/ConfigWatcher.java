package dev.postern.gateway.config;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that a configuration, or a file that it references, has changed. Once a second, on a worker thread, the
 * content of every file is compared with what it was when the configuration in use read it. Content, not time stamps:
 * so the swap of the {@code ..data} link of a mounted ConfigMap, a {@code mv}, an editor's rewrite and a network file
 * system are all the same, and a touched file is no change.
 *
 * <p>A change is told once two looks in a row saw the same content, the second a quarter of a second after the first, so
 * that a file is not read while somebody is writing it; it is live about a second after the last write. A file that vanishes or cannot be read is a change
 * too: reading it then gives the error that an operator should see, while the old configuration stays.
 */
public final class ConfigWatcher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatcher.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Path file;
    private final Supplier<? extends List<Path>> files;
    private final Runnable changed;
    private final long intervalMillis;

    private final Map<Path, String> known = new HashMap<>();
    private Map<Path, String> pending;
    private List<Path> last;
    private volatile boolean closed;
    private volatile long timer;

    private ConfigWatcher(
            Vertx vertx, Path file, Supplier<? extends List<Path>> files, Runnable changed, Duration interval) {
        this.vertx = vertx;
        this.file = file;
        this.files = files;
        this.changed = changed;
        this.intervalMillis = interval.toMillis();
    }

    /**
     * Starts watching.
     *
     * @param file the configuration; null in environment-only mode
     * @param files asked at each look: all files of the configuration that was read last, usable or not
     *     ({@link ConfigResult#files}), so that the repair of a broken one is noticed too
     * @param changed called on a worker thread, never twice at the same time; may block. It reads the configuration
     *     anew, after which {@code files} must answer with the new list
     */
    public static ConfigWatcher start(Vertx vertx, Path file, Supplier<? extends List<Path>> files, Runnable changed) {
        return start(vertx, file, files, changed, INTERVAL);
    }

    /** @param interval between two looks; what changed is told after two to three of them */
    public static ConfigWatcher start(
            Vertx vertx, Path file, Supplier<? extends List<Path>> files, Runnable changed, Duration interval) {
        ConfigWatcher watcher = new ConfigWatcher(vertx, file, files, changed, interval);
        watcher.adopt();
        watcher.lookLater();
        return watcher;
    }

    private void lookLater() {
        if (!closed) {
            timer = vertx.setTimer(nextLook(), id -> vertx.executeBlocking(
                            () -> {
                                look();
                                return null;
                            },
                            false)
                    .onComplete(looked -> lookLater()));
        }
    }

    private synchronized long nextLook() {
        return pending == null ? intervalMillis : Math.max(1, intervalMillis / 4);
    }

    /** One look at every file; only ever one at a time. */
    private synchronized void look() {
        try {
            if (closed) {
                return;
            }
            adopt();
            Map<Path, String> now = now();
            if (now.equals(known)) {
                pending = null;
            } else if (!now.equals(pending)) {
                pending = now;
            } else {
                pending = null;
                known.clear();
                known.putAll(now);
                changed.run();
                adopt();
            }
        } catch (RuntimeException e) {
            LOG.error("Looking for a changed configuration failed; trying again", e);
        }
    }

    /**
     * Takes over what the files were when the configuration was read. A list that was taken over already only brings
     * files that are new in it: what changed since was told already, even if reading it failed.
     */
    private synchronized void adopt() {
        List<Path> current = files.get();
        boolean anew = current != last;
        last = current;
        Set<Path> watched = watched();
        known.keySet().retainAll(watched);
        for (Path path : watched) {
            String read = current instanceof ConfigFiles noted ? noted.fingerprint(path) : null;
            if (read != null && anew) {
                known.put(path, read);
            } else if (!known.containsKey(path)) {
                known.put(path, read != null ? read : ConfigFiles.fingerprintNow(path));
            }
        }
    }

    private Map<Path, String> now() {
        Map<Path, String> now = new HashMap<>();
        for (Path path : watched()) {
            now.put(path, ConfigFiles.fingerprintNow(path));
        }
        return now;
    }

    private Set<Path> watched() {
        Set<Path> watched = new LinkedHashSet<>(last);
        if (file != null) {
            watched.add(file.toAbsolutePath().normalize());
        }
        return watched;
    }

    /** Stops watching; a look that is under way may still end. */
    @Override
    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
