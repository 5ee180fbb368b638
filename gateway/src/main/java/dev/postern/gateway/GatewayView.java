package dev.postern.gateway;

import dev.postern.authorizer.cache.PurgeBoard;
import dev.postern.authorizer.lockout.LockoutList;
import dev.postern.gateway.admin.AdminView;
import dev.postern.gateway.admin.ReadyState;
import dev.postern.gateway.admin.UpstreamHealth;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.UpstreamConfig;
import dev.postern.gateway.integration.UpstreamProbe;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** What the admin port sees of a running gateway. */
record GatewayView(Vertx vertx, Gateway gateway, Station station) implements AdminView {

    @Override
    public boolean live() {
        return gateway.isLive();
    }

    @Override
    public ReadyState ready() {
        return gateway.ready();
    }

    @Override
    public String scrape() {
        return station.meters().scrape();
    }

    @Override
    public Future<UpstreamHealth> upstream(String name) {
        Snapshot.UpstreamKey key = gateway.upstream(name);
        if (key == null) {
            return Future.succeededFuture(UpstreamHealth.unknown(name));
        }
        UpstreamConfig upstream = key.config();
        if (upstream.health() == null) {
            return Future.succeededFuture(UpstreamHealth.unchecked(name));
        }
        long began = System.nanoTime();
        return UpstreamProbe.ask(vertx, upstream, key.tls())
                .map(status -> {
                    String detail = status + " in " + (System.nanoTime() - began) / 1_000_000 + " ms";
                    return status < 400 ? UpstreamHealth.up(name, detail) : UpstreamHealth.down(name, detail);
                })
                .otherwise(t -> UpstreamHealth.down(name, UpstreamProbe.explain(t)));
    }

    @Override
    public LockoutList lockout() {
        return gateway.lockout();
    }

    @Override
    public PurgeBoard purges() {
        return gateway.purges();
    }

    @Override
    public GatewayConfig config() {
        return gateway.config();
    }
}
