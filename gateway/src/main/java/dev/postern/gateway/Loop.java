package dev.postern.gateway;

import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.integration.Tunnel;
import dev.postern.gateway.integration.TunnelEnd;
import dev.postern.gateway.integration.Upstream;
import dev.postern.gateway.wire.ClientConnection;
import dev.postern.gateway.wire.Deadlines;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * What one event loop owns: its deadlines, its connections to upstreams, its tunnels, and the generation that new
 * requests begin with. Everything but the gauges is used on that loop only.
 */
final class Loop implements ClientConnection.Listener {

    private static final class Shared {
        private final Upstream upstream;
        private int generations;

        Shared(Upstream upstream) {
            this.upstream = upstream;
        }
    }

    private final Vertx vertx;
    private final Context context;
    private final Deadlines deadlines;
    private final Station station;
    private final Entrance entrance;
    private final Map<Snapshot.UpstreamKey, Shared> upstreams = new ConcurrentHashMap<>();
    private final Set<Tunnel> tunnels = new HashSet<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger openStreams = new AtomicInteger();
    private final AtomicInteger openTunnels = new AtomicInteger();
    private final Pulse pulse = new Pulse();
    private Generation current;

    /** Must be called on the loop's own context. */
    Loop(Vertx vertx, Station station, Entrance entrance) {
        this.entrance = entrance;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.deadlines = new Deadlines(vertx, station.headroom()::isScarce);
        this.station = station;
        vertx.setPeriodic(Pulse.EVERY.toMillis(), id -> {
            pulse.beat();
            upstreams.values().forEach(shared -> shared.upstream.sweep());
        });
    }

    /** Whether it turns; read from any thread. */
    Pulse pulse() {
        return pulse;
    }

    Context context() {
        return context;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    /** What all loops share. */
    Station station() {
        return station;
    }

    Generation current() {
        return current;
    }

    /**
     * Lets new requests begin with this snapshot. Connections of upstreams whose settings did not change are kept.
     *
     * @return completes when the last exchange of the generation before is over
     */
    Future<Void> use(Snapshot snapshot) {
        Upstream[] used = new Upstream[snapshot.upstreams().size()];
        for (int i = 0; i < used.length; i++) {
            Shared shared = upstreams.computeIfAbsent(
                    snapshot.upstreams().get(i),
                    key -> new Shared(new Upstream(vertx, key.config(), key.tls(), deadlines)));
            shared.generations++;
            used[i] = shared.upstream;
        }
        Generation before = current;
        current = new Generation(snapshot, used);
        return before == null ? Future.succeededFuture() : before.retire().onComplete(v -> release(before.snapshot()));
    }

    private void release(Snapshot snapshot) {
        for (Snapshot.UpstreamKey key : snapshot.upstreams()) {
            Shared shared = upstreams.get(key);
            if (--shared.generations == 0) {
                upstreams.remove(key);
                shared.upstream.close();
            }
        }
    }

    /** Runs on this loop: at once when it is the current one. */
    void run(Runnable work) {
        if (((ContextInternal) context).nettyEventLoop().inEventLoop()) {
            work.run();
        } else {
            context.runOnContext(v -> work.run());
        }
    }

    /** A connection ends that carried no request: logged and counted like one. */
    @Override
    public String refused(ClientConnection client, Refusal why) {
        return entrance.turnAway(client.peer().address(), why, client.unfinishedHead());
    }

    /** Exchanges under way; read from any thread. */
    int inFlight() {
        return inFlight.get();
    }

    @Override
    public void held(int streams) {
        openStreams.lazySet(openStreams.get() + streams);
    }

    /** Streams of HTTP/2 that may hold an answer; read from any thread. */
    int openStreams() {
        return openStreams.get();
    }

    void entered() {
        inFlight.lazySet(inFlight.get() + 1);
    }

    void left() {
        inFlight.lazySet(inFlight.get() - 1);
    }

    /** Open tunnels; read from any thread. */
    int openTunnels() {
        return openTunnels.get();
    }

    void opened(Tunnel tunnel) {
        tunnels.add(tunnel);
        station.meters().webSocketOpened();
        openTunnels.lazySet(tunnels.size());
    }

    void closed(Tunnel tunnel, TunnelEnd why) {
        tunnels.remove(tunnel);
        station.meters().webSocketClosed(why);
        openTunnels.lazySet(tunnels.size());
    }

    /** Says 1001 to every tunnel. */
    void sendTunnelsAway() {
        List.copyOf(tunnels).forEach(tunnel -> tunnel.end(TunnelEnd.SHUTDOWN));
    }

    /** Ends every tunnel at once. */
    void closeTunnels() {
        List.copyOf(tunnels).forEach(Tunnel::close);
    }

    /** Connections to one upstream over all generations, by what is counted; read from any thread. */
    int connections(String name, ToIntFunction<Upstream> count) {
        int sum = 0;
        for (Map.Entry<Snapshot.UpstreamKey, Shared> entry : upstreams.entrySet()) {
            if (entry.getKey().config().name().equals(name)) {
                sum += count.applyAsInt(entry.getValue().upstream);
            }
        }
        return sum;
    }
}
