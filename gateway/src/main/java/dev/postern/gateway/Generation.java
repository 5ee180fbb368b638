package dev.postern.gateway;

import dev.postern.gateway.integration.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * A snapshot as one event loop uses it: with the loop's own connections, and a count of exchanges that still need it.
 * Used on its event loop only.
 */
final class Generation {

    private final Snapshot snapshot;
    private final Upstream[] upstreams;
    private final Promise<Void> over = Promise.promise();
    private int holders;
    private boolean retired;

    Generation(Snapshot snapshot, Upstream[] upstreams) {
        this.snapshot = snapshot;
        this.upstreams = upstreams;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    Upstream upstream(int index) {
        return upstreams[index];
    }

    void hold() {
        holders++;
    }

    void letGo() {
        holders--;
        endIfUnused();
    }

    /**
     * A newer snapshot took over.
     *
     * @return completes when the last exchange that began with this one is over
     */
    Future<Void> retire() {
        retired = true;
        endIfUnused();
        return over.future();
    }

    private void endIfUnused() {
        if (retired && holders == 0) {
            over.tryComplete();
        }
    }
}
