package dev.postern.authorizer.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.PromiseInternal;

/** A decision that is being made, for everybody who asked with an equal key since it began (SR-110). */
final class Flight<V> {

    private final long epoch;
    private final Promise<V> landing = Promise.promise();

    /** @param epoch of the purges when it began; whoever asks after a purge does not join */
    Flight(long epoch) {
        this.epoch = epoch;
    }

    long epoch() {
        return epoch;
    }

    void land(V value) {
        landing.complete(value);
    }

    void fail(Throwable cause) {
        landing.fail(cause);
    }

    /** Its result, told on the caller's own context: whoever follows may be served by another event loop. */
    Future<V> follow() {
        ContextInternal caller = ContextInternal.current();
        if (caller == null || landing.future().isComplete()) {
            return landing.future();
        }
        PromiseInternal<V> promise = caller.promise();
        landing.future().onComplete(promise);
        return promise.future();
    }
}
