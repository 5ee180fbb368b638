package dev.postern.gateway;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether there is memory for another client. Limits bound what each connection holds, and {@code
 * server.limits.connections} their number; the product of both may be more than a small process has. Then a new
 * connection is answered 503 before anything of it is read, and so is a head that does not come at once and a request
 * with a body; silent clients are waited for less. Refusing some is better than a process that dies, or that collects garbage and does nothing else.
 *
 * <p>Direct memory counts as it is allocated. The heap counts as the last collection left it, and by what connections and
 * requests are known to hold: a flood can fill a small heap before the first collection that would tell.
 */
final class Headroom {

    private static final Logger LOG = LoggerFactory.getLogger(Headroom.class);

    private static final long EVERY_MILLIS = 100;
    /** Half of it: what is on its way already must still fit. */
    private static final double DIRECT_SHARE = 0.5;

    private static final double HEAP_SHARE = 0.75;
    /** Bytes of heap that the process needs without anybody connected. */
    private static final long RESIDENT = 16L << 20;
    /** Of what is left; the rest is for garbage, and for what was estimated too low. */
    private static final double CLIENTS_SHARE = 2.0 / 3;
    /** Bytes of heap for a connection. */
    private static final long CONNECTION = 10 << 10;
    /** Bytes of heap, besides, for a request under way: headers, its side of the upstream, one read of its body. */
    private static final long EXCHANGE = 16 << 10;
    /** Bytes of heap, besides, for a stream of HTTP/2: the answer that waits for a window, also when its exchange is over. */
    private static final long STREAM = 48 << 10;
    /** While the heap is scarce a collection is asked for, or the end of a flood would not be noticed. */
    private static final long COLLECT_EVERY = Duration.ofSeconds(2).toNanos();
    /** Where the JVM does not do as it is asked, an old collection says nothing any more. */
    private static final long COLLECTED_LATELY = Duration.ofSeconds(10).toNanos();

    private final long directLimit = (long) (PlatformDependent.estimateMaxDirectMemory() * DIRECT_SHARE);
    private final MemoryPoolMXBean oldest = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
            .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
            .orElse(null);
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector ->
                    oldest != null && List.of(collector.getMemoryPoolNames()).contains(oldest.getName()))
            .toList();

    private final long clientsLimit = (long) ((Runtime.getRuntime().maxMemory() - RESIDENT) * CLIENTS_SHARE);
    private final AtomicInteger connections;
    private volatile List<Loop> loops = List.of();
    private long collections;
    private long collectedAt;
    private long askedAt;
    private volatile boolean scarce;

    private ScheduledExecutorService watch;

    /** @param connections open ones */
    Headroom(AtomicInteger connections) {
        this.connections = connections;
    }

    /** Whose requests under way count. */
    void countRequestsOf(List<Loop> all) {
        loops = all;
    }

    /**
     * Begins to look, ten times a second. On a thread of its own: where direct memory is exhausted the JVM stops whoever
     * asks for some, and that is every event loop.
     */
    synchronized void watch() {
        watch = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "postern-headroom");
            thread.setDaemon(true);
            return thread;
        });
        watch.scheduleWithFixedDelay(() -> look(System.nanoTime()), EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    synchronized void close() {
        if (watch != null) {
            watch.shutdownNow();
        }
    }

    /**
     * Read by every event loop, where memory is about to be held for a client: direct memory as it is at this moment, as
     * a tenth of a second is enough to use up that of a small process.
     */
    boolean isScarce() {
        return scarce || directUsed() > directLimit || heldByClients() > clientsLimit;
    }

    /** Streams of HTTP/2 that may hold an answer. */
    int heldStreams() {
        int streams = 0;
        List<Loop> all = loops;
        for (int i = 0; i < all.size(); i++) {
            streams += all.get(i).openStreams();
        }
        return streams;
    }

    private long heldByClients() {
        long held = connections.get() * CONNECTION;
        List<Loop> all = loops;
        for (int i = 0; i < all.size(); i++) {
            held += all.get(i).inFlight() * EXCHANGE;
        }
        return held + heldStreams() * STREAM;
    }

    private void look(long now) {
        boolean heap = isHeapScarce(now);
        boolean direct = directUsed() > directLimit;
        if (heap && now - askedAt > COLLECT_EVERY) {
            askedAt = now;
            System.gc();
        }
        boolean clients = heldByClients() > clientsLimit;
        if ((heap || direct || clients) != scarce) {
            scarce = !scarce;
            if (scarce) {
                LOG.warn("{} is scarce: new connections are refused with 503", direct ? "Direct memory" : "Heap");
            } else {
                LOG.warn("Memory is enough again");
            }
        }
    }

    private static long directUsed() {
        return ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider provider
                ? provider.metric().usedDirectMemory()
                : 0;
    }

    private boolean isHeapScarce(long now) {
        if (oldest == null) {
            return false;
        }
        long count = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            count += collector.getCollectionCount();
        }
        if (count != collections) {
            collections = count;
            collectedAt = now;
        }
        long most = oldest.getUsage().getMax();
        return count > 0
                && now - collectedAt < COLLECTED_LATELY
                && most > 0
                && oldest.getCollectionUsage().getUsed() > most * HEAP_SHARE;
    }
}
