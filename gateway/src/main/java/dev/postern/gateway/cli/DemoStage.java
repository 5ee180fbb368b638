package dev.postern.gateway.cli;

import dev.postern.gateway.ListenException;
import dev.postern.sample.function.Watchman;
import dev.postern.sample.notes.NotesBackend;
import dev.postern.sample.pool.CodeDelivery;
import dev.postern.sample.pool.DevelopmentUserPool;
import dev.postern.sample.pool.NewUser;
import dev.postern.sample.pool.PoolOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** What stands around the gateway of the demo: user pool and function before it, the backend behind it. */
record DemoStage(DevelopmentUserPool pool, Watchman function, NotesBackend backend, boolean freePorts) {

    static final String HOST = "127.0.0.1";

    /** Name of the demo's configuration, in messages and in the jar. */
    static final Path CONFIG = Path.of("config", "demo.yaml");

    private static final int BACKEND_PORT = 3000;
    private static final int POOL_PORT = 9229;
    private static final int FUNCTION_PORT = 9001;

    /**
     * Starts all of it, with new keys.
     *
     * @param outbox gets what a real pool would send by SMS or mail
     * @throws ListenException when a port is taken
     */
    static DemoStage start(Vertx vertx, boolean freePorts, boolean mfa, Consumer<CodeDelivery> outbox) {
        int poolPort = freePorts ? 0 : POOL_PORT;
        int functionPort = freePorts ? 0 : FUNCTION_PORT;
        int backendPort = freePorts ? 0 : BACKEND_PORT;
        NewUser jdoe = NewUser.jdoe(PoolOptions.PASSWORD);
        PoolOptions options = PoolOptions.defaults()
                .withHost(HOST)
                .withPort(poolPort)
                .withOutbox(outbox)
                .withUsers(mfa ? jdoe.withSmsMfa() : jdoe);
        Future<DevelopmentUserPool> pool = DevelopmentUserPool.start(vertx, options)
                .recover(t -> Future.failedFuture(ListenException.of("pool", HOST, poolPort, t)));
        Future<Watchman> function = Watchman.start(vertx, HOST, functionPort)
                .recover(t -> Future.failedFuture(ListenException.of("function", HOST, functionPort, t)));
        NotesBackend.Options backendOptions =
                NotesBackend.Options.defaults().withHost(HOST).withPort(backendPort);
        Future<NotesBackend> backend = NotesBackend.start(vertx, backendOptions)
                .recover(t -> Future.failedFuture(ListenException.of("backend", HOST, backendPort, t)));
        return Future.all(pool, function, backend)
                .map(v -> new DemoStage(pool.result(), function.result(), backend.result(), freePorts))
                .await();
    }

    /** What the configuration's placeholders stand for. */
    Map<String, String> placeholders() {
        return Map.of(
                "DEMO_PORT", freePorts ? "0" : "8080",
                "DEMO_ADMIN_PORT", freePorts ? "0" : "9090",
                "DEMO_BACKEND", Address.url(HOST, backend.port()),
                "DEMO_FUNCTION", Address.url(HOST, function.port()) + "/",
                "DEMO_ISSUER", pool.issuer(),
                "DEMO_JWKS", pool.jwksUrl(),
                "DEMO_CLIENT", pool.clientId());
    }

    /** The configuration, as it stands in the jar. */
    static String config() {
        try (InputStream in = DemoStage.class.getResourceAsStream("/config/demo.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
