package dev.postern.gateway;

import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.authorizer.lockout.LockoutList.Source;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.ConfigWatcher;
import dev.postern.gateway.config.LockoutFile;
import dev.postern.gateway.observe.GatewayMeters;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deny list of this process and the file it is read from. The file has a watch of its own, five times a second: an
 * entry counts within a second and does not reload the rest. A file that cannot be used keeps the entries read before,
 * with an error in the log and in {@code postern_lockout_reloads_total}; it never releases anybody.
 */
final class LockoutSource {

    private static final Logger LOG = LoggerFactory.getLogger(LockoutSource.class);

    /** A change is told after two looks that saw the same, so within 600 ms. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final Vertx vertx;
    private final GatewayMeters meters;
    private final LockoutList list;
    private LockoutFile inForce;
    private volatile LockoutFile last;
    private ConfigWatcher watcher;

    LockoutSource(Vertx vertx, Clock clock, GatewayMeters meters) {
        this.vertx = vertx;
        this.meters = meters;
        this.list = new LockoutList(clock);
        for (Source source : Source.values()) {
            meters.lockoutEntries(source.word(), () -> list.size(source));
        }
    }

    LockoutList list() {
        return list;
    }

    /**
     * Reads the file that a configuration names, and adds what is wrong with it to the configuration's problems. The one
     * that is in force is not read again: its watch takes care of it, and while it is broken the rest can still be
     * reloaded. Blocks.
     *
     * @return null when the configuration names none
     */
    LockoutFile read(ConfigResult read) {
        Path path = read.config().lockout();
        if (path == null) {
            return null;
        }
        synchronized (this) {
            if (inForce != null && inForce.path().equals(path)) {
                return inForce;
            }
        }
        boolean there = Files.isRegularFile(path);
        LockoutFile file = LockoutFile.read(path);
        if (there) {
            read.problems().addAll(file.problems());
        } else {
            read.problems().error("lockout.file", "there is no file " + path, "name an existing file");
        }
        if (file.problems().hasErrors()) {
            // Its repair is a reason to try the configuration again.
            read.files().addAll(file.files());
        }
        return file;
    }

    /** Puts what {@link #read} gave in force, and watches it; null empties the part that is from a file. */
    synchronized void use(LockoutFile file) {
        if (file == inForce) {
            return;
        }
        close();
        inForce = file;
        last = file;
        if (file == null) {
            list.replaceFile(List.of());
            return;
        }
        list.replaceFile(file.entries());
        watcher = ConfigWatcher.start(vertx, null, () -> last.files(), this::changed, LOOK);
    }

    /** On the watcher's worker thread. */
    private synchronized void changed() {
        if (inForce == null) {
            return;
        }
        LockoutFile read = LockoutFile.read(inForce.path());
        last = read;
        if (read.problems().hasErrors()) {
            meters.lockoutReloaded("failure");
            LOG.error(
                    "The lock-out file has errors; the {} entries read before stay in force:\n{}",
                    list.size(Source.FILE),
                    read.problems().render());
            return;
        }
        list.replaceFile(read.entries());
        meters.lockoutReloaded("success");
        LOG.info("{}: {} entries in force", read.path(), list.size(Source.FILE));
    }

    synchronized void close() {
        if (watcher != null) {
            watcher.close();
            watcher = null;
        }
    }
}
