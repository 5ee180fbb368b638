package dev.postern.bench;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.config.ConfigReader;
import dev.postern.gateway.config.ConfigResult;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;

/** Interim: starts the gateway without its command line. */
public final class BareGateway {

    private BareGateway() {}

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        ConfigResult read = new ConfigReader(System.getenv()).read(Path.of(args[args.length - 1]));
        if (!read.usable()) {
            System.err.println(read.problems().render());
            System.exit(2);
        }
        Gateway.start(vertx, Gateway.Settings.serving(), read).onFailure(t -> {
            t.printStackTrace();
            System.exit(1);
        });
    }
}
