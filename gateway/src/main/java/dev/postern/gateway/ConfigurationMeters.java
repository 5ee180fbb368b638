package dev.postern.gateway;

import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.RouteConfig;
import dev.postern.gateway.integration.Upstream;
import dev.postern.gateway.observe.GatewayMeters;
import dev.postern.gateway.observe.GaugeSource;
import java.util.ArrayList;
import java.util.List;

/** Keeps the meters in step with the configuration in force: its series are there, and no others. */
final class ConfigurationMeters {

    private final GatewayMeters meters;
    private final List<GaugeSource> gauges = new ArrayList<>();

    ConfigurationMeters(GatewayMeters meters) {
        this.meters = meters;
    }

    /** A configuration went into force on these loops. */
    synchronized void inForce(GatewayConfig config, List<Loop> loops) {
        retain(config);
        meters.active(config.hash());
        gauges.forEach(GaugeSource::remove);
        gauges.clear();
        for (String upstream : config.upstreams().keySet()) {
            for (Loop loop : loops) {
                gauges.add(meters.upstream(upstream)
                        .connections(
                                () -> loop.connections(upstream, Upstream::active),
                                () -> loop.connections(upstream, Upstream::idle),
                                () -> loop.connections(upstream, Upstream::waiting)));
            }
        }
    }

    /** Series of routes, authorizers and upstreams that this configuration does not name go. */
    void retain(GatewayConfig config) {
        List<String> routes = config.routes().stream().map(RouteConfig::match).toList();
        List<String> authorizers = new ArrayList<>(config.authorizers().keySet());
        authorizers.addAll(List.of("open", "deny"));
        meters.retain(routes, authorizers, config.upstreams().keySet());
    }
}
