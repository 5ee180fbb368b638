package dev.postern.function.arn;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Credentials of a provider that may block, asked on a worker thread and never on an event loop. What was had is used
 * for a minute without asking again; after that it is used while the next is fetched, as long as it is not about to
 * expire. Only one attempt is under way at a time, and everybody who has to wait waits for it.
 */
final class RefreshedCredentials implements Credentials {

    /** The provider knows when keys change; it answers from memory until then. */
    static final Duration ASK_AGAIN = Duration.ofMinutes(1);

    /** Keys that end sooner are not used: clocks differ and calls take time. */
    static final Duration MARGIN = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(RefreshedCredentials.class);

    private record Held(AwsCredentialsIdentity identity, Instant since) {}

    private final Vertx vertx;
    private final Clock clock;
    private final WorkerExecutor worker;
    private final Supplier<AwsCredentialsProvider> maker;
    private AwsCredentialsProvider provider;
    private volatile Held held;
    private Future<AwsCredentialsIdentity> fetching;
    private boolean closed;

    /** @param maker makes the provider, on a worker thread, when it is first needed */
    RefreshedCredentials(Vertx vertx, Clock clock, Supplier<AwsCredentialsProvider> maker) {
        this.vertx = vertx;
        this.clock = clock;
        this.maker = maker;
        // Shared by name with the others: few threads, as they mostly sleep.
        this.worker = vertx.createSharedWorkerExecutor("postern-credentials", 2, 1, TimeUnit.MINUTES);
    }

    @Override
    public Future<AwsCredentialsIdentity> current() {
        Held known = held;
        Instant now = clock.instant();
        if (known != null && !expires(known.identity, now)) {
            if (known.since.plus(ASK_AGAIN).isBefore(now)) {
                fetch();
            }
            return Future.succeededFuture(known.identity);
        }
        return fetch();
    }

    private static boolean expires(AwsCredentialsIdentity identity, Instant now) {
        return identity.expirationTime()
                .map(end -> !now.plus(MARGIN).isBefore(end))
                .orElse(false);
    }

    private synchronized Future<AwsCredentialsIdentity> fetch() {
        if (fetching != null) {
            return fetching;
        }
        Future<AwsCredentialsIdentity> attempt = worker.executeBlocking(this::ask, false);
        fetching = attempt;
        attempt.onComplete(this::fetched);
        return attempt;
    }

    private synchronized void fetched(AsyncResult<AwsCredentialsIdentity> result) {
        fetching = null;
        if (result.succeeded()) {
            held = new Held(result.result(), clock.instant());
        } else {
            LOG.warn("No AWS credentials: {}", result.cause().getMessage());
        }
    }

    private AwsCredentialsIdentity ask() {
        synchronized (worker) {
            if (provider == null) {
                provider = maker.get();
            }
        }
        return provider.resolveCredentials();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        vertx.executeBlocking(
                        () -> {
                            synchronized (worker) {
                                if (provider instanceof SdkAutoCloseable closeable) {
                                    closeable.close();
                                }
                            }
                            return null;
                        },
                        false)
                .onComplete(v -> worker.close());
    }
}
