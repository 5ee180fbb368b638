package dev.postern.gateway;

import dev.postern.gateway.config.ServerConfig;
import dev.postern.gateway.http.Refusal;
import dev.postern.gateway.http.TrustedProxies;
import dev.postern.gateway.wire.ProxyProtocol;
import dev.postern.gateway.wire.TlsListener;
import dev.postern.gateway.wire.UnfinishedHead;

/**
 * What a connection passes before it speaks HTTP: the PROXY header and the TLS handshake. Whoever does not pass is
 * logged and counted like a refused request, on whichever event loop it came.
 */
final class Entrance implements ProxyProtocol.Refusals, TlsListener.Gate {

    private final Station station;
    private final ProxyProtocol proxyProtocol = new ProxyProtocol(this);
    private final TlsListener tls;
    private volatile Snapshot snapshot;

    Entrance(Station station, Snapshot first) {
        this.station = station;
        this.tls = first.tls() == null ? null : new TlsListener(first.tls(), proxyProtocol, this);
        use(first);
    }

    /** From now on; connections that are open stay as they are. Blocks when certificates changed. */
    void use(Snapshot next) {
        ServerConfig server = next.config().server();
        snapshot = next;
        proxyProtocol.use(
                server.proxyProtocol() ? next.trustedProxies() : TrustedProxies.NONE,
                server.timeouts().head());
        if (tls != null && next.tls() != null) {
            tls.use(next.tls());
        }
    }

    ProxyProtocol proxyProtocol() {
        return proxyProtocol;
    }

    /** Null where the listener speaks clear text. */
    TlsListener tls() {
        return tls;
    }

    @Override
    public int enters() {
        int limit = snapshot.config().server().limits().connections();
        int rank = station.connections().incrementAndGet();
        if (rank > limit + 2 * spare(limit)) {
            station.connections().decrementAndGet();
            return 0;
        }
        return rank;
    }

    @Override
    public void left() {
        station.connections().decrementAndGet();
    }

    /** So many past the limit are heard out, so that a browser can read the refusal (CORS) and the log knows it. */
    static int spare(int limit) {
        return Math.max(16, limit / 10);
    }

    @Override
    public void refused(String peer, Refusal why) {
        turnAway(peer, why, null);
    }

    /**
     * A connection ends that carried no request: logged and counted like one.
     *
     * @param head what of a request had come; null where the client did not get so far
     * @return its answer, as a whole HTTP/1.1 response
     */
    String turnAway(String peer, Refusal why, UnfinishedHead head) {
        Snapshot now = snapshot;
        RefusedConnection refused =
                new RefusedConnection(peer, why, now.responses().of(why), head, now.profile());
        now.unrouted().finished(refused.method(), refused.status(), refused.durationNanos());
        station.meters().refused(why);
        if (now.config().log().access()) {
            station.accessLog().write(refused);
        }
        return refused.text();
    }
}
