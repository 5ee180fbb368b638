package dev.postern.authorizer.cache;

import dev.postern.authorizer.Purges;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The purges of one gateway. An epoch is the time of the last purge in milliseconds since 1970, or one more than the
 * last when the clock went back: so epochs of several gateways are compared as they are, and the highest counts. Outlives
 * configurations; nothing of it is needed after a restart, which forgets all decisions anyway.
 */
public final class PurgeBoard implements Purges {

    /** Stands for all authorizers; no authorizer has this name. */
    public static final String ALL = "*";

    private final Clock clock;
    private final AtomicLong all = new AtomicLong();
    private final Map<String, AtomicLong> byAuthorizer = new ConcurrentHashMap<>();

    public PurgeBoard(Clock clock) {
        this.clock = clock;
    }

    @Override
    public LongSupplier epoch(String authorizer) {
        AtomicLong own = own(authorizer);
        return () -> Math.max(own.get(), all.get());
    }

    /** Voids what was remembered of an authorizer, or of {@link #ALL}. */
    public void purge(String authorizer) {
        long now = clock.millis();
        AtomicLong epoch = own(authorizer);
        long after = Math.max(epoch.get(), all.get());
        epoch.accumulateAndGet(Math.max(now, after + 1), Math::max);
    }

    /** Takes over an epoch that another gateway made. */
    public void learn(String authorizer, long epoch) {
        own(authorizer).accumulateAndGet(epoch, Math::max);
    }

    /** The epochs by authorizer, {@link #ALL} among them; 0 where nothing was ever purged. */
    public Map<String, Long> epochs() {
        Map<String, Long> epochs = new TreeMap<>();
        byAuthorizer.forEach((authorizer, epoch) -> epochs.put(authorizer, epoch.get()));
        epochs.put(ALL, all.get());
        return epochs;
    }

    private AtomicLong own(String authorizer) {
        return authorizer.equals(ALL) ? all : byAuthorizer.computeIfAbsent(authorizer, a -> new AtomicLong());
    }
}
