package dev.postern.gateway.cli;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Makes the Vert.x that a command runs on. */
final class Reactor {

    /**
     * Switches that Vert.x and Netty read when their classes load: no task timings, no metrics SPI (the gateway has
     * meters of its own), no cache directory (the root file system may be read-only), no leak sampling. A value given
     * on Java's command line stands.
     */
    private static final Map<String, String> SWITCHES = Map.of(
            "vertx.disableContextTimings", "true",
            "vertx.disableMetrics", "true",
            "vertx.disableFileCaching", "true",
            "vertx.disableFileCPResolving", "true",
            "vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory",
            "io.netty.leakDetection.level", "disabled");

    private Reactor() {}

    /** To be called before the first class of Vert.x or Netty is used. */
    static void prepare() {
        SWITCHES.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    /**
     * Vert.x for a gateway: epoll where there is one.
     *
     * @param eventLoops at least 1
     */
    static Vertx start(int eventLoops) {
        Vertx vertx = Vertx.vertx(options(eventLoops).setPreferNativeTransport(true));
        if (!vertx.isNativeTransportEnabled()) {
            LoggerFactory.getLogger(Reactor.class)
                    .info("No native transport here, Java's own is used: {}", reason(vertx));
        }
        return vertx;
    }

    /** Vert.x for a command that compiles but does not serve. */
    static Vertx idle() {
        return Vertx.vertx(options(1));
    }

    private static VertxOptions options(int eventLoops) {
        return new VertxOptions()
                .setEventLoopPoolSize(eventLoops)
                .setDisableTCCL(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private static String reason(Vertx vertx) {
        Throwable cause = vertx.unavailableNativeTransportCause();
        return cause == null ? "none is available for this system" : String.valueOf(cause.getMessage());
    }
}
