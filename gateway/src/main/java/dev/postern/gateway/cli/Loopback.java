package dev.postern.gateway.cli;

import dev.postern.gateway.config.AdminConfig;
import dev.postern.gateway.config.ConfigResult;
import dev.postern.gateway.config.GatewayConfig;
import dev.postern.gateway.config.LogConfig;
import dev.postern.gateway.config.ServerConfig;
import java.util.UUID;

/** The same configuration on free ports of 127.0.0.1, without an access log and an admin token that anyone knows. */
final class Loopback {

    private static final String HOST = "127.0.0.1";

    private Loopback() {}

    static ConfigResult of(ConfigResult read) {
        GatewayConfig config = read.config();
        ServerConfig server = config.server();
        return new ConfigResult(
                new GatewayConfig(
                        config.profile(),
                        new ServerConfig(
                                HOST,
                                0,
                                server.timeouts(),
                                server.limits(),
                                server.drain(),
                                server.trustedProxies(),
                                server.allowUnderscores(),
                                server.methodOverride(),
                                null,
                                false,
                                false),
                        new AdminConfig(HOST, 0, UUID.randomUUID().toString()),
                        config.api(),
                        config.upstreams(),
                        config.functions(),
                        config.functionNames(),
                        config.authorizers(),
                        config.identity(),
                        config.cors(),
                        config.routes(),
                        config.trust(),
                        new LogConfig("error", false),
                        config.lockout(),
                        null,
                        config.plugins(),
                        config.patience(),
                        config.hash(),
                        config.files()),
                read.problems(),
                read.files(),
                read.text());
    }
}
