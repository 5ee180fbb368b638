package dev.postern.authorizer.keys;

import dev.postern.authorizer.AuthorizerEvents;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of one issuer, kept fresh in the background: one fetch at a time, spaced by {@code max-age} within bounds
 * and jittered, retried for ever with a bounded pause (SR-104). Keys that cannot be refreshed count until they are too
 * old (SR-103); then there are none. A document without a usable key never replaces keys.
 *
 * <p>Safe for use by every event loop: requests read one volatile field.
 */
public final class KeySource {

    private static final Logger LOG = LoggerFactory.getLogger(KeySource.class);

    /** Keys and when they were last confirmed. */
    private record Loaded(KeySet keys, long confirmedAt) {}

    private final Vertx vertx;
    private final Clock clock;
    private final KeySettings settings;
    private final KeyLimits limits;
    private final KeyReader reader;
    private final AuthorizerEvents.KeyEvents events;

    private volatile Loaded loaded;
    private volatile String problem = "not fetched yet";
    private String lastText;
    private Future<Void> running;
    private long timer = -1;
    private int failures;
    private int waiting;
    private long unknownKeyFetchAt = Long.MIN_VALUE;
    private boolean started;
    private boolean closed;

    public KeySource(
            Vertx vertx, Clock clock, KeySettings settings, ProxyRules proxies, AuthorizerEvents.KeyEvents events) {
        this.vertx = vertx;
        this.clock = clock;
        this.settings = settings;
        this.limits = settings.limits();
        this.reader = new KeyReader(vertx, proxies, settings);
        this.events = events;
    }

    /** The keys that count now; null when there are none or they are too old. */
    public KeySet keys() {
        return keys(clock.millis());
    }

    /** The keys that count at this time; null when there are none or they are too old. */
    public KeySet keys(long nowMillis) {
        Loaded now = loaded;
        return now != null && nowMillis - now.confirmedAt <= limits.maxStale().toMillis() ? now.keys : null;
    }

    /** Number of the newest key set, 0 before the first. */
    public long generation() {
        Loaded now = loaded;
        return now == null ? 0 : now.keys.generation();
    }

    /** Whether there have ever been keys. */
    public boolean hasHadKeys() {
        return loaded != null;
    }

    /** One line for a person. */
    public String detail() {
        KeySet keys = keys();
        if (keys != null) {
            return settings.issuer() + ": " + keys.size() + (keys.size() == 1 ? " key, " : " keys, ")
                    + (long) ageSeconds() + "s old";
        }
        return settings.issuer() + ": no keys: " + problem;
    }

    /**
     * Begins to fetch and to report; a further call starts nothing new.
     *
     * @return completes, never fails, when the first attempt is over
     */
    public Future<Void> start() {
        // Here and not in the constructor: a configuration that is only checked must not take over the gauges.
        events.gauges(this::ageSeconds, () -> {
            KeySet keys = keys();
            return keys == null ? 0 : keys.size();
        });
        synchronized (this) {
            if (started && running == null) {
                return Future.succeededFuture();
            }
            started = true;
        }
        return refresh();
    }

    /**
     * Fetches because a token names a key that is not there, unless that was done a moment ago, in which case the
     * answer comes at once (SR-100).
     *
     * @return the keys that count afterwards, null when there are none; never fails
     */
    public Future<KeySet> refetch() {
        Future<Void> fetch;
        synchronized (this) {
            long now = clock.millis();
            boolean paused = unknownKeyFetchAt != Long.MIN_VALUE
                    && now - unknownKeyFetchAt < limits.unknownKeyPause().toMillis()
                    && now >= unknownKeyFetchAt;
            if (closed || waiting >= limits.unknownKeyWaiters() || paused && running == null) {
                return Future.succeededFuture(keys());
            }
            if (running == null) {
                unknownKeyFetchAt = now;
            }
            waiting++;
            fetch = refresh();
        }
        Promise<KeySet> promise = Promise.promise();
        long patience = vertx.setTimer(limits.unknownKeyWait().toMillis(), id -> promise.tryComplete(keys()));
        fetch.onComplete(end -> promise.tryComplete(keys()));
        return promise.future().onComplete(end -> {
            vertx.cancelTimer(patience);
            synchronized (this) {
                waiting--;
            }
        });
    }

    /** Stops fetching. The keys stay for whoever still asks. */
    public synchronized void close() {
        closed = true;
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
    }

    private synchronized Future<Void> refresh() {
        if (closed) {
            return Future.succeededFuture();
        }
        if (running != null) {
            return running;
        }
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
        Promise<Void> done = Promise.promise();
        running = done.future();
        reader.read()
                .compose(this::read)
                .onComplete(this::confirmed, this::failed)
                .onComplete(end -> done.complete());
        return done.future();
    }

    /** What a fetch gave: keys, and when to fetch again. */
    private record Refreshed(KeyDocument document, String text, long maxAgeSeconds) {}

    private Future<Refreshed> read(DocumentFetcher.Document fetched) {
        synchronized (this) {
            if (loaded != null && fetched.text().equals(lastText)) {
                return Future.succeededFuture(new Refreshed(null, fetched.text(), fetched.maxAgeSeconds()));
            }
        }
        // Off the event loop: a hundred keys take a while to make.
        return vertx.executeBlocking(
                        () -> KeyDocument.read(vertx, fetched.text(), settings.algorithms(), limits.keys()), false)
                .compose(document -> document.problem() == null
                        ? Future.succeededFuture(new Refreshed(document, fetched.text(), fetched.maxAgeSeconds()))
                        : Future.failedFuture(FetchFailure.rejected("the key set " + document.problem())));
    }

    private void confirmed(Refreshed refreshed) {
        KeySet before = generation() == 0 ? null : loaded.keys;
        boolean changed = refreshed.document != null && (before == null || !before.holds(refreshed.document.keys()));
        KeySet keys = changed ? new KeySet(refreshed.document.keys()) : before;
        synchronized (this) {
            lastText = refreshed.text;
            loaded = new Loaded(keys, clock.millis());
            running = null;
            failures = 0;
            schedule(nextRefresh(refreshed.maxAgeSeconds));
        }
        if (changed || problem != null) {
            LOG.info("{}: {} usable keys", settings.issuer(), keys.size());
        }
        if (changed) {
            refreshed.document.dropped().forEach(line -> LOG.info("{}: left out {}", settings.issuer(), line));
        }
        boolean polled = settings.location() instanceof KeyLocation.File;
        if (changed || problem != null || !polled) {
            events.refreshed("success");
        }
        problem = null;
    }

    private void failed(Throwable failure) {
        boolean rejected = failure instanceof FetchFailure known && known.isRejected();
        String words = failure instanceof FetchFailure ? failure.getMessage() : "failed: " + failure;
        if (!words.equals(problem)) {
            LOG.warn("{}: no new keys: {}", settings.issuer(), words);
        }
        problem = words;
        synchronized (this) {
            running = null;
            failures++;
            long pause = limits.firstRetry().toMillis() << Math.min(failures - 1, 16);
            schedule(jittered(Math.min(pause, limits.maxRetry().toMillis() * 10 / 11)));
        }
        events.refreshed(rejected ? "rejected" : "failure");
    }

    private void schedule(long delayMillis) {
        if (!closed) {
            timer = vertx.setTimer(Math.max(1, delayMillis), id -> refresh());
        }
    }

    private long nextRefresh(long maxAgeSeconds) {
        if (settings.location() instanceof KeyLocation.File) {
            return limits.filePoll().toMillis();
        }
        Duration wanted = Duration.ofSeconds(Math.max(0, maxAgeSeconds));
        long least = limits.minRefresh().toMillis();
        long most = Math.max(least, limits.maxRefresh().toMillis() * 10 / 11);
        return jittered(Math.max(least, Math.min(most, wanted.toMillis())));
    }

    /** Up to a tenth more, so that many gateways do not ask at once. */
    private static long jittered(long millis) {
        return millis + ThreadLocalRandom.current().nextLong(millis / 10 + 1);
    }

    private double ageSeconds() {
        Loaded now = loaded;
        return now == null ? Double.NaN : Math.max(0, clock.millis() - now.confirmedAt) / 1000.0;
    }
}
