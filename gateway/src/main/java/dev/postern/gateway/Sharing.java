package dev.postern.gateway;

import dev.postern.authorizer.SharedStore;
import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.authorizer.shared.FleetBoard;
import dev.postern.authorizer.shared.RedisLink;
import dev.postern.authorizer.shared.RedisStore;
import dev.postern.gateway.config.SharedConfig;
import io.vertx.core.Vertx;
import java.time.Clock;

/**
 * Purges, and what this gateway shares with others when the configuration of its start says so. Outlives configurations:
 * another {@code shared} takes a restart. Decisions and messages have a connection each, so that a long list of
 * lock-outs delays no request.
 */
final class Sharing implements AutoCloseable {

    private final SharedConfig config;
    private final PurgeBoard purges;
    private final RedisLink decisions;
    private final RedisLink messages;
    private final FleetBoard board;
    private final SharedStore store;

    private Sharing(Vertx vertx, Clock clock, SharedConfig config, LockoutList lockouts) {
        this.config = config;
        this.purges = new PurgeBoard(clock);
        if (config == null) {
            decisions = null;
            messages = null;
            board = null;
            store = null;
            return;
        }
        decisions = new RedisLink(vertx, config.redis());
        messages = new RedisLink(vertx, config.redis());
        store = new RedisStore(decisions, config.key());
        board = new FleetBoard(vertx, messages, config.key(), purges, lockouts).start();
    }

    /** For a gateway that serves; connects in the background. */
    static Sharing of(Vertx vertx, Clock clock, SharedConfig config, LockoutList lockouts) {
        return new Sharing(vertx, clock, config, lockouts);
    }

    /** For {@code check}. */
    static Sharing none(Clock clock) {
        return new Sharing(null, clock, null, null);
    }

    PurgeBoard purges() {
        return purges;
    }

    /** Null when every gateway remembers for itself. */
    SharedStore store() {
        return store;
    }

    /** Whether another configuration asks for the same. */
    boolean isFor(SharedConfig other) {
        return config == null ? other == null : config.equals(other);
    }

    @Override
    public void close() {
        if (config != null) {
            board.close();
            messages.close();
            decisions.close();
        }
    }
}
